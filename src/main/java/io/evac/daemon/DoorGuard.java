package io.evac.daemon;

import io.evac.migration.Journal.JournalException;
import io.evac.notice.OwnerLinks;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets in who addresses us by a loopback name with our port, or by TLS under a name that was configured, which a page in a browser
 * whose name was rebound to this machine does not; who it is, is asked behind it. An owner's link is a token of its own: it is let in also by the name under which
 * owners reach us.
 */
final class DoorGuard extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DoorGuard.class);
    private static final int OWNERS_BYTES = 4096;
    private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    /** As it was sent, for so it is routed. */
    private static final Pattern OWNER = Pattern.compile(Pattern.quote(OwnerLinks.PATH) + "([A-Za-z0-9.~_-]{1,128})");

    /** Who only watches keeps no daemon alive that nobody else needs. */
    private static final String WATCHED = "/actuator/";

    /** The attribute of a request that came by an owner's link, which is looked at here. */
    static final String LINK = DoorGuard.class.getName() + ".link";

    private final Activity activity;
    private final OwnerLinks links;
    private final Set<String> names;

    private final Bodies bodies;

    /** @param names under which it is reached by TLS, in lower case */
    DoorGuard(Activity activity, OwnerLinks links, Set<String> names, Bodies bodies) {
        this.bodies = bodies;
        this.links = links;
        this.activity = activity;
        this.names = names;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Matcher link = OWNER.matcher(request.getRequestURI());
        boolean owner = link.matches();
        if (owner) {
            request.setAttribute(LINK, true);
        }
        if (!addressed(request) && !addressedByName(request) && !(owner && addressedByOwner(request))) {
            Refusal.notLetIn(
                    response,
                    421,
                    "EVAC-590",
                    "this address is not ours",
                    "Maybe use http://127.0.0.1 with our port, or https with a name of evac.door.names.");
        } else if (owner && !(links.signed(link.group(1)) && isBrief(request))) {
            Refusal.notLetIn(
                    response,
                    404,
                    "EVAC-597",
                    "this is no link of ours",
                    "Maybe the mail has broken it; copy it whole.");
        } else if (request.getContentLengthLong() > BoundedBody.MAX_BYTES) {
            refuse(response, BodyRefusedException.tooLong());
        } else if (request.getRequestURI().startsWith(WATCHED)) {
            pass(request, response, chain);
        } else {
            activity.enter();
            try {
                pass(request, response, chain);
            } finally {
                activity.leave();
            }
        }
    }

    /** What goes wrong behind the door but before a handler is told as handlers tell it. */
    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (Bodies.Share share = bodies.new Share()) {
            if (isForm(request)) {
                // Tomcat reads forms by itself, and before anybody has asked who sends them.
                long length = request.getContentLengthLong();
                share.begin();
                share.has(length < 0 ? BoundedBody.MAX_BYTES : length);
            }
            chain.doFilter(new BoundedBody(request, share), response);
        } catch (BodyRefusedException refused) {
            refuse(response, refused);
        } catch (JournalException away) {
            LOG.error("database", away);
            Refusal.notLetIn(
                    response,
                    503,
                    "EVAC-593",
                    "the daemon cannot answer now",
                    "Maybe the database is away; the same command again does no harm.");
        }
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = Optional.ofNullable(request.getContentType()).orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }

    private static void refuse(HttpServletResponse response, BodyRefusedException why) throws IOException {
        Refusal.write(response, why.status(), why.code(), String.valueOf(why.getMessage()), why.remedy());
    }

    private static boolean addressed(HttpServletRequest request) {
        String host = Optional.ofNullable(request.getHeader("Host")).orElse("");
        return isLoopback(request.getLocalAddr())
                && NAMES.stream().anyMatch(name -> host.equalsIgnoreCase(name + ":" + request.getLocalPort()));
    }

    /** Elsewhere anybody can say that it asks for this machine. */
    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }

    /** A name that was rebound to this machine has no certificate of ours. */
    private boolean addressedByName(HttpServletRequest request) {
        String host = Optional.ofNullable(request.getHeader("Host")).orElse("").toLowerCase(Locale.ROOT);
        return request.isSecure() && names.contains(PORT.matcher(host).replaceFirst(""));
    }

    private boolean addressedByOwner(HttpServletRequest request) {
        return links.authority()
                .filter(name -> name.equalsIgnoreCase(request.getHeader("Host")))
                .isPresent();
    }

    /** What an owner's browser sends: strangers are given nothing to fill us with. */
    private static boolean isBrief(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                || request.getMethod().equals("POST")
                        && request.getContentLengthLong() >= 0
                        && request.getContentLengthLong() <= OWNERS_BYTES;
    }
}
