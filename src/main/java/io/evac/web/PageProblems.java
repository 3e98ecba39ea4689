package io.evac.web;

import io.evac.daemon.Caller.ForbiddenException;
import io.evac.daemon.ToldException;
import io.evac.inventory.SurveyException;
import io.evac.migration.Journal.JournalException;
import io.evac.plan.Plans.RejectedException;
import io.evac.run.Runs.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Every error of a page as a page: what, its code, and what may help. The API's own are left to it. */
final class PageProblems implements HandlerExceptionResolver, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(PageProblems.class);
    private static final List<String> OTHERS = List.of("/api/", "/actuator/", "/owner/");
    private static final String DOCS = "https://github.com/evac/evac/blob/main/docs/codes.md";

    private final Frame frame;

    PageProblems(Frame frame) {
        this.frame = frame;
    }

    /**
     * What a page says of an error.
     *
     * @param more further lines, e.g. what has changed
     */
    record Told(int status, String code, String what, String remedy, List<String> more) {
        /** Where the code is explained. */
        public String docs() {
            return DOCS + "#:~:text=" + code;
        }
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (!ofPage(request, handler) || failure instanceof IOException) {
            return null;
        }
        Told told = told(failure);
        ModelAndView page = new ModelAndView("problem");
        page.setStatus(HttpStatusCode.valueOf(told.status()));
        page.addObject("problem", told);
        page.addObject("visitor", frame.visitor());
        page.addObject("say", frame.wording());
        page.addObject("path", frame.path(request));
        page.addObject("zone", frame.zone());
        return page;
    }

    private static boolean ofPage(HttpServletRequest request, @Nullable Object handler) {
        if (handler instanceof HandlerMethod method) {
            return method.getBeanType().getPackage() == PageProblems.class.getPackage();
        }
        boolean html = Optional.ofNullable(request.getHeader("Accept"))
                .map(accept -> accept.toLowerCase(Locale.ROOT))
                .filter(accept -> accept.contains("text/html"))
                .isPresent();
        return html && OTHERS.stream().noneMatch(request.getRequestURI()::startsWith);
    }

    static Told told(Exception failure) {
        return switch (failure) {
            case ToldException told -> new Told(told.status(), told.code(), text(told), told.remedy(), List.of());
            case RefusedException refused -> refused(refused);
            case ForbiddenException forbidden ->
                new Told(
                        403,
                        "EVAC-589",
                        text(forbidden),
                        "Maybe ask somebody who has it, or an admin for that role",
                        List.of());
            case RejectedException rejected ->
                new Told(422, "EVAC-100", "the list cannot be planned", "Maybe correct it", rejected.problems());
            case SurveyException unreachable ->
                new Told(503, "EVAC-390", text(unreachable), unreachable.remedy(), List.of());
            case MaxUploadSizeExceededException large ->
                new Told(413, "EVAC-592", "the request body is too long", "Maybe split the list", List.of());
            case JournalException away -> away(away);
            case IllegalArgumentException wrong -> wrong(text(wrong));
            case ErrorResponse known ->
                new Told(
                        known.getStatusCode().value(),
                        "EVAC-596",
                        known.getStatusCode().value() == HttpStatus.NOT_FOUND.value()
                                ? "there is no such page"
                                : "the daemon knows no such request",
                        "Maybe begin at the page Now",
                        List.of());
            default -> unexpected(failure);
        };
    }

    private static Told away(JournalException away) {
        LOG.error("database", away);
        return new Told(503, "EVAC-593", "the database does not answer", "Maybe try again in a minute", List.of());
    }

    private static Told refused(RefusedException refused) {
        List<String> lines = text(refused).lines().toList();
        return new Told(
                409,
                refused.code(),
                lines.isEmpty() ? "" : lines.getFirst(),
                refused.remedy(),
                lines.stream().skip(1).toList());
    }

    /** Messages of ours end with their remedy already. */
    private static Told wrong(String text) {
        int remedy = text.indexOf("Maybe ");
        return remedy < 0
                ? new Told(400, "EVAC-594", text, "Maybe correct it", List.of())
                : new Told(400, "EVAC-594", text.substring(0, remedy).strip(), text.substring(remedy), List.of());
    }

    private static Told unexpected(Exception failure) {
        LOG.error("unexpected", failure);
        return new Told(
                500,
                "EVAC-599",
                "an error that should not happen",
                "Maybe the daemon's log says more; please report it",
                List.of());
    }

    private static String text(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
