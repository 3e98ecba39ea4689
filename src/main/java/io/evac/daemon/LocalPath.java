package io.evac.daemon;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where somebody wanted to go before logging in: a page of ours, and nothing that a browser would take for another place. */
final class LocalPath {
    private static final String HOME = "/";
    private static final int LONGEST = 500;
    /** One slash, and only what a path and a query of ours have: no backslash, no control, no scheme. */
    private static final Pattern FORM = Pattern.compile("/(?:[A-Za-z0-9._~%=&?,:@+-][A-Za-z0-9._~%=&?,:@+/-]*)?");

    /** How one gets in and out is nowhere to go. */
    private static final Pattern DOOR = Pattern.compile("/(?:login|logout|setup|oauth2|assets|api|error)\\b.*");

    private LocalPath() {}

    /** The path, or our first page for anything else. */
    static String of(@Nullable String wanted) {
        return Optional.ofNullable(wanted)
                .filter(path -> path.length() <= LONGEST)
                .filter(path -> FORM.matcher(path).matches())
                .filter(path -> !DOOR.matcher(path).matches())
                .orElse(HOME);
    }

    /** The login page that leads back to what was asked for. */
    static String login(HttpServletRequest request) {
        String query = request.getQueryString();
        String path = request.getMethod().equals("GET")
                ? of(request.getRequestURI() + (query == null ? "" : "?" + query))
                : HOME;
        return path.equals(HOME) ? "/login" : "/login?to=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
}
