package io.evac.daemon;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Ends the connection when a stranger is refused, or a body, that has not come yet. Tomcat would wait for the rest, with a thread
 * and as long as the client likes.
 */
final class UnreadBodies extends ValveBase {
    private static final Set<Integer> REFUSED = Set.of(401, 408, 413, 421, 503);
    private static final int NOT_FOUND = 404;
    private static final int MOST = 64 << 10;

    UnreadBodies() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        int status = response.getStatus();
        boolean refused =
                REFUSED.contains(status) || status == NOT_FOUND && request.getAttribute(DoorGuard.LINK) != null;
        if (refused && !request.isAsync() && !(request.isFinished() || restIsHere(request))) {
            if (!response.isCommitted()) {
                response.setHeader("Connection", "close");
            }
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Whether the rest came without being waited for, as an honest client's short one does: its connection may go on. */
    private static boolean restIsHere(Request request) throws IOException {
        byte[] part = new byte[8192];
        for (int read = 0; read < MOST && !request.isFinished(); ) {
            request.getCoyoteRequest().action(ActionCode.AVAILABLE, true);
            int here = request.getCoyoteRequest().getAvailable();
            int got = here <= 0 ? -1 : request.getStream().read(part, 0, Math.min(here, part.length));
            if (got < 0) {
                return request.isFinished();
            }
            read += got;
        }
        return request.isFinished();
    }
}
