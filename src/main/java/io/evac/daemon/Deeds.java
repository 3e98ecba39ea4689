package io.evac.daemon;

import io.evac.access.AuditTrail.Deed;
import io.evac.access.ByLink;
import io.evac.report.Plain;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** What the audit trail is to know of a request; handlers say what its path does not. */
public final class Deeds {
    /** The request header that says why; percent-encoded. */
    public static final String REASON_HEADER = "X-Evac-Reason";

    /** The field of a form that says why. */
    public static final String REASON_FIELD = "reason";

    private static final int LONGEST = 1000;
    private static final String OBJECT = Deeds.class.getName() + ".object";
    private static final String DIGEST = Deeds.class.getName() + ".digest";
    private static final String REASON = Deeds.class.getName() + ".reason";
    private static final String ACTION = Deeds.class.getName() + ".action";
    private static final String FORM = "application/x-www-form-urlencoded";

    private Deeds() {}

    /** On what, where the path does not say it. */
    public static void on(String object) {
        put(OBJECT, object);
    }

    /** Of the plan that is meant. */
    public static void digest(String hex) {
        put(DIGEST, hex);
    }

    /** Why. */
    public static void reason(String text) {
        put(REASON, text);
    }

    private static void put(String key, String text) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(key, text, RequestAttributes.SCOPE_REQUEST);
        }
    }

    /** Remembers which handler it is, e.g. {@code run-apply}. */
    static void handledBy(HttpServletRequest request, HandlerMethod handler) {
        String room = handler.getBeanType().getSimpleName().replaceFirst("(Controller|Pages?)$", "");
        request.setAttribute(
                ACTION,
                room.toLowerCase(Locale.ROOT) + "-" + handler.getMethod().getName());
        if (handler.hasMethodAnnotation(ByLink.class)) {
            // the path has the secret itself
            request.setAttribute(OBJECT, "");
        }
    }

    /** Whether a handler was found for it. */
    static boolean handled(HttpServletRequest request) {
        return request.getAttribute(ACTION) != null;
    }

    /** The whole of it, behind the handler. */
    static Deed of(HttpServletRequest request, int status) {
        Optional<Caller> caller = Caller.now();
        boolean link = request.getAttribute(DoorGuard.LINK) != null;
        return new Deed(
                caller.map(it -> it.owner() ? said(request) : it.name()).orElse(link ? "an owner" : ""),
                caller.map(it -> it.way().word()).orElse(link ? "link" : "none"),
                request.getRemoteAddr(),
                request.getMethod(),
                attribute(request, ACTION).orElse("unknown"),
                attribute(request, OBJECT).map(Deeds::plain).orElseGet(() -> path(request)),
                attribute(request, DIGEST),
                attribute(request, REASON).or(() -> reason(request)).map(Deeds::plain),
                status);
    }

    /** Who came in, or did not. */
    static Deed door(HttpServletRequest request, String name, String way, String action, int status) {
        return new Deed(
                plain(name),
                way,
                request.getRemoteAddr(),
                request.getMethod(),
                action,
                "",
                Optional.empty(),
                Optional.empty(),
                status);
    }

    private static String said(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("X-Evac-Actor"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Deeds::plain)
                .orElse("api");
    }

    private static Optional<String> attribute(HttpServletRequest request, String key) {
        return Optional.ofNullable(request.getAttribute(key) instanceof String text ? text : null);
    }

    private static String path(HttpServletRequest request) {
        Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return variables instanceof Map<?, ?> map
                ? map.values().stream()
                        .map(value -> plain(String.valueOf(value)))
                        .collect(Collectors.joining(" "))
                : "";
    }

    private static Optional<String> reason(HttpServletRequest request) {
        Optional<String> header =
                Optional.ofNullable(request.getHeader(REASON_HEADER)).map(Deeds::decoded);
        return header.or(() -> isForm(request.getContentType())
                        ? Optional.ofNullable(request.getParameter(REASON_FIELD))
                        : Optional.empty())
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    private static boolean isForm(@Nullable String type) {
        return type != null && type.startsWith(FORM);
    }

    private static String decoded(String header) {
        try {
            return URLDecoder.decode(header, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return header;
        }
    }

    private static String plain(String text) {
        return Plain.line(text.substring(0, Math.min(LONGEST, text.length())));
    }
}
