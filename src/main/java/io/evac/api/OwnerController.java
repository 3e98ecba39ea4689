package io.evac.api;

import io.evac.access.ByLink;
import io.evac.inventory.LocalTimes;
import io.evac.inventory.Texts;
import io.evac.notice.Notices;
import io.evac.notice.OwnerLinks;
import io.evac.notice.OwnerLinks.Claim;
import io.evac.report.MoveReport;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import io.evac.run.CutoverWish;
import io.evac.run.CutoverWish.Hours;
import io.evac.run.CutoverWish.Kind;
import io.evac.run.RunId;
import io.evac.run.Runs;
import io.evac.schedule.Window;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an owner may do by a link, as a page or as JSON: see the planned move of the one instance, have it moved now, or choose
 * a time before the window opens. To look changes nothing: programs that read mail follow links.
 */
@RestController
@RequestMapping(OwnerLinks.PATH)
final class OwnerController {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerController.class);

    private final OwnerLinks links;
    private final Notices notices;
    private final Runs runs;
    private final Reports reports;
    private final Clock clock;

    OwnerController(OwnerLinks links, Notices notices, Runs runs, Reports reports, Clock clock) {
        this.links = links;
        this.notices = notices;
        this.runs = runs;
        this.reports = reports;
        this.clock = clock;
    }

    /**
     * A planned move as its owner sees it.
     *
     * @param until when the window opens, and the choice is over
     * @param zone of the window
     */
    record Sight(
            int schemaVersion,
            String instance,
            String from,
            String to,
            String state,
            Optional<String> waitingFor,
            OffsetDateTime until,
            String zone,
            boolean mayChoose) {}

    /** Nothing that may be seen; fixed words, and nothing of what was asked. */
    private static final class NothingException extends Exception {
        private static final long serialVersionUID = 1L;
        private final HttpStatus status;

        NothingException(HttpStatus status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** A link, and what it leads to. */
    private record Found(Claim claim, String owner, RunId run, MoveReport move, Window window) {}

    @GetMapping("{token}")
    @ByLink
    ResponseEntity<?> look(@PathVariable String token, HttpServletRequest request) {
        try {
            return answer(HttpStatus.OK, sight(find(token)), request);
        } catch (NothingException nothing) {
            return answer(nothing, request);
        }
    }

    /** {@code when} is {@code now}, or a time: local to the window's zone, or with an offset. */
    @PostMapping("{token}")
    @ByLink
    ResponseEntity<?> choose(
            @PathVariable String token, @RequestParam(defaultValue = "") String when, HttpServletRequest request) {
        try {
            Found found = find(token);
            Optional<Instant> at = at(when, found);
            CutoverWish wish = new CutoverWish(at.isPresent() ? Kind.AT : Kind.NOW, at, Hours.EARLY);
            runs.cutover(found.run(), List.of(found.move().id()), wish, "owner " + found.owner());
            return answer(HttpStatus.OK, sight(find(token)), request);
        } catch (NothingException nothing) {
            return answer(nothing, request);
        } catch (Runs.RefusedException refused) {
            String why = refused.code().equals("EVAC-515")
                    ? "it has begun to move, or has moved"
                    : "this cannot be chosen just now. Maybe try again later, or ask the operators";
            return answer(new NothingException(HttpStatus.CONFLICT, why), request);
        }
    }

    /** Nothing of what is inside. */
    @ExceptionHandler
    ResponseEntity<?> trouble(Exception trouble, HttpServletRequest request) {
        LOG.error("an owner's link", trouble);
        String why = "this cannot be answered just now. Maybe try again later";
        return answer(new NothingException(HttpStatus.SERVICE_UNAVAILABLE, why), request);
    }

    private Found find(String token) throws NothingException {
        try {
            Claim claim = links.read(token);
            RunId run = runs.ofPlan(claim.move().plan()).orElseThrow(OwnerController::over);
            RunReport report = reports.run(run.value()).orElseThrow(OwnerController::over);
            MoveReport move = report.moves().stream()
                    .filter(each -> each.id().equals(claim.move().value()))
                    .findFirst()
                    .orElseThrow(OwnerController::over);
            Window window = runs.window(run).orElseThrow(OwnerController::over);
            String owner = notices.offeredTo(run.value(), claim.move()).orElseThrow(OwnerController::over);
            return new Found(claim, owner, run, move, window);
        } catch (OwnerLinks.RefusedException refused) {
            throw new NothingException(
                    refused.expired() ? HttpStatus.GONE : HttpStatus.NOT_FOUND, String.valueOf(refused.getMessage()));
        }
    }

    private static NothingException over() {
        return new NothingException(HttpStatus.GONE, "there is nothing to choose any more");
    }

    private Sight sight(Found found) {
        ZoneId zone = found.window().zone();
        return new Sight(
                RunReport.SCHEMA_VERSION,
                found.move().instance(),
                found.move().from(),
                found.move().to(),
                found.move().state(),
                found.move().waitingFor(),
                found.claim().until().atZone(zone).toOffsetDateTime(),
                zone.getId(),
                found.move().mayStillWait());
    }

    /** Empty for now. */
    private Optional<Instant> at(String when, Found found) throws NothingException {
        if (when.equals("now")) {
            return Optional.empty();
        }
        Instant at;
        try {
            at = when.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(when).toInstant()
                    : LocalTimes.instant(
                            LocalDateTime.parse(when), found.window().zone());
        } catch (IllegalArgumentException skipped) {
            throw new NothingException(HttpStatus.BAD_REQUEST, String.valueOf(skipped.getMessage()));
        } catch (DateTimeException notATime) {
            throw new NothingException(
                    HttpStatus.BAD_REQUEST, "not a time: " + Texts.quoted(when) + ". Maybe 2026-12-06T02:00, or now");
        }
        if (!at.isBefore(found.claim().until()) || at.isBefore(clock.instant())) {
            throw new NothingException(
                    HttpStatus.BAD_REQUEST,
                    at.atOffset(ZoneOffset.UTC) + " is not between now and "
                            + found.claim().until() + ", when the window opens. Maybe choose another time");
        }
        return Optional.of(at);
    }

    private static ResponseEntity<?> answer(NothingException nothing, HttpServletRequest request) {
        String problem = String.valueOf(nothing.getMessage());
        if (wantsJson(request)) {
            return closed(nothing.status)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Map.of("title", "Refused", "status", nothing.status.value(), "detail", problem));
        }
        return closed(nothing.status).contentType(MediaType.TEXT_HTML).body(OwnerPage.of(problem));
    }

    private static ResponseEntity<?> answer(HttpStatus status, Sight sight, HttpServletRequest request) {
        return wantsJson(request)
                ? closed(status).contentType(MediaType.APPLICATION_JSON).body(sight)
                : closed(status).contentType(MediaType.TEXT_HTML).body(OwnerPage.of(sight));
    }

    private static boolean wantsJson(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Accept"))
                .filter(accept -> accept.startsWith(MediaType.APPLICATION_JSON_VALUE))
                .isPresent();
    }

    /** The link is a secret: it is neither kept nor handed on. */
    private static ResponseEntity.BodyBuilder closed(HttpStatus status) {
        return ResponseEntity.status(status)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    }
}
