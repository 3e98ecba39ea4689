package io.evac.daemon;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The door's own answers, as Problem Details. Fixed texts only: nothing of the request is echoed. */
final class Refusal {
    private static final int NOT_LET_IN = 7;
    private static final int ERROR = 1;

    private Refusal() {}

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
