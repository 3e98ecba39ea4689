package io.evac.daemon;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The door's own answers, as Problem Details. Fixed texts only: nothing of the request is echoed. */
final class Refusal {
    private static final int NOT_LET_IN = 7;
    private static final int ERROR = 1;

    private Refusal() {}

    /** Nobody that we know. */
    static void stranger(HttpServletResponse response) throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        notLetIn(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                "EVAC-591",
                "no token, or a wrong one",
                "Maybe run the command as the user who owns the state directory, or set EVAC_TOKEN.");
    }

    /** Who does not get in, ends with the exit code of an unreachable server. */
    static void notLetIn(HttpServletResponse response, int status, String code, String detail, String remedy)
            throws IOException {
        write(response, status, code, detail, remedy, NOT_LET_IN);
    }

    static void write(HttpServletResponse response, int status, String code, String detail, String remedy)
            throws IOException {
        write(response, status, code, detail, remedy, ERROR);
    }

    private static void write(
            HttpServletResponse response, int status, String code, String detail, String remedy, int exitCode)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.getWriter()
                .write("{\"title\":\"Refused\",\"status\":" + status + ",\"detail\":\"" + detail + "\",\"code\":\""
                        + code + "\",\"remedy\":\"" + remedy + "\",\"exitCode\":" + exitCode + "}");
    }
}
