package io.evac.daemon;

import io.evac.access.Users;
import io.evac.daemon.UserCheck.HeldBackException;
import io.evac.migration.Journal.JournalException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/** What follows when somebody logs in, fails to, or leaves. */
final class Logins {
    /** Spring Security's word for an answer of a provider that nobody waits for. */
    private static final String UNASKED = "authorization_request_not_found";

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    /** In place of a name; none is so. */
    private static final String NOBODY = "no such user";

    private final Sessions sessions;
    private final Users users;
    private final Recorder recorder;
    private final Providers providers;
    private final ObjectProvider<ThymeleafViewResolver> views;
    private final Clock clock;

    Logins(
            Sessions sessions,
            Users users,
            Recorder recorder,
            Providers providers,
            ObjectProvider<ThymeleafViewResolver> views,
            Clock clock) {
        this.providers = providers;
        this.views = views;
        this.sessions = sessions;
        this.users = users;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** A session begins, and its person goes where it wanted to. */
    void in(HttpServletRequest request, HttpServletResponse response, Authentication shown) throws IOException {
        Caller caller = Caller.of(shown).orElseThrow();
        sessions.begin(request, caller);
        recorder.keep(Deeds.door(request, caller.name(), caller.way().word(), "login", HttpStatus.OK.value()));
        response.sendRedirect(LocalPath.of(request.getParameter("to")));
    }

    /** The page again, with one answer for a wrong name and a wrong password. */
    void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException, ServletException {
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        String problem = "the daemon cannot answer now. Maybe try again in a minute [EVAC-603]";
        if (why instanceof HeldBackException heldBack) {
            status = HttpStatus.TOO_MANY_REQUESTS;
            long seconds = seconds(heldBack.until());
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
            problem = "too many attempts. Maybe try again in " + seconds + " s [EVAC-602]";
        } else if (why instanceof OAuth2AuthenticationException sent) {
            status = HttpStatus.UNAUTHORIZED;
            problem = sent.getError().getErrorCode().equals(Providers.NO_ROLE)
                    ? "the identity provider gives you no role here. Maybe ask for one [EVAC-606]"
                    : "the identity provider did not let you in. Maybe try again [EVAC-607]";
            LOG.info(
                    "nobody came in by the identity provider: {}",
                    sent.getError().getErrorCode());
            // Whom nobody has sent to the provider could write as many rows as he likes.
            if (!sent.getError().getErrorCode().equals(UNASKED)) {
                recorder.keep(Deeds.door(request, "", Caller.Way.PROVIDER.word(), "login", status.value()));
            }
        } else if (why instanceof BadCredentialsException) {
            status = HttpStatus.UNAUTHORIZED;
            problem = "no such name and password. Maybe one of them is mistyped [EVAC-601]";
            String name = Objects.toString(request.getParameter("username"), "").strip();
            recorder.keep(Deeds.door(request, known(name), "none", "login", status.value()));
        } else {
            LOG.warn("nobody could log in", why);
            if (why.getCause() instanceof JournalException) {
                problem = "the database does not answer. Maybe try again in a minute [EVAC-593]";
            }
        }
        again(request, response, status, problem);
    }

    /** A name only when it is somebody's: now and then people type their password there. All are read, whoever is meant. */
    private String known(String name) {
        try {
            return users.list().stream().map(Users.User::name).anyMatch(name::equals) ? name : NOBODY;
        } catch (JournalException away) {
            LOG.warn("nobody knows whose name was typed", away);
            return NOBODY;
        }
    }

    /** The login page with what went wrong; it goes on to where it would have. */
    private void again(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String problem)
            throws IOException, ServletException {
        response.setStatus(status.value());
        Map<String, Object> model = Map.of(
                "to", LocalPath.of(request.getParameter("to")), "problem", problem, "provider", providers.present());
        try {
            Objects.requireNonNull(views.getObject().resolveViewName("login", Locale.ROOT))
                    .render(model, request, response);
        } catch (IOException | ServletException | RuntimeException broken) {
            throw broken;
        } catch (Exception broken) {
            throw new ServletException(broken);
        }
    }

    /** The word of the form is missing, or another session's. */
    void forged(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        HttpStatus status = HttpStatus.FORBIDDEN;
        Caller.now()
                .ifPresent(caller -> recorder.keep(
                        Deeds.door(request, caller.name(), caller.way().word(), "forged", status.value())));
        String what = "the form is not of this session";
        String remedy = "Maybe load the page again; the session may have ended meanwhile.";
        if (PageDoor.byPerson(request)) {
            again(request, response, status, what + ". " + remedy + " [EVAC-600]");
        } else {
            Refusal.write(response, status.value(), "EVAC-600", what, remedy);
        }
    }

    private long seconds(Instant until) {
        return Math.max(1, Duration.between(clock.instant(), until).toSeconds());
    }

    /** Before the session is over. */
    void out(HttpServletRequest request, Authentication who) {
        Caller.of(who)
                .ifPresent(caller -> recorder.keep(
                        Deeds.door(request, caller.name(), caller.way().word(), "logout", HttpStatus.OK.value())));
    }
}
