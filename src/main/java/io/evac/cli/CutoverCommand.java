package io.evac.cli;

import io.evac.inventory.LocalTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evac cutover}. */
@Command(
        name = "cutover",
        description = {
            "Say when instances cut over, instead of their list; all that have not begun to, when none is named.",
            "Canaries are not waited for; the run's window holds, unless --outside-window is said."
        },
        footer = {
            "",
            "Examples:",
            "  evac cutover R-17 alpha/web-01 --now --outside-window",
            "  evac cutover R-17 alpha/db-02 --at 02:00"
        })
final class CutoverCommand extends RunVerb {
    @ArgGroup(multiplicity = "1")
    private When when = new When();

    @Option(
            names = "--outside-window",
            description = "the instances named may be stopped before the window opens and behind its end")
    private boolean outsideWindow;

    /** One of three. */
    static final class When {
        @Option(names = "--now", description = "as soon as the copy is up to date")
        private boolean now;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                description = "not before this time: 02:00, 2026-12-06T02:00, or with an offset")
        private @Nullable String at;

        @Option(names = "--hold", description = "not until asked for again; copying goes on")
        private boolean hold;
    }

    @Override
    Map<String, Object> body() {
        if (outsideWindow && instances().isEmpty()) {
            throw usage("--outside-window is for instances that are named; for all of them: evac resume " + run()
                    + " --outside-window");
        }
        if (outsideWindow && when.hold) {
            throw usage("--hold keeps them from cutting over at any time; leave --outside-window out");
        }
        Map<String, Object> body = new LinkedHashMap<>(super.body());
        body.put("cutover", when.now ? "now" : when.hold ? "hold" : at().toString());
        if (outsideWindow) {
            body.put("outsideWindow", true);
        }
        return body;
    }

    private Instant at() {
        String text = Objects.requireNonNull(when.at);
        try {
            return instant(text, ZonedDateTime.now());
        } catch (IllegalArgumentException skipped) {
            throw usage(String.valueOf(skipped.getMessage()));
        } catch (DateTimeException notATime) {
            throw usage("not a time: " + text + ". Maybe 02:00, 2026-12-06T02:00 or 2026-12-06T02:00+01:00");
        }
    }

    /** A time of day is the next one of that name; what has no offset is local. */
    static Instant instant(String text, ZonedDateTime now) {
        if (!text.contains("T")) {
            LocalDateTime today = now.toLocalDate().atTime(LocalTime.parse(text));
            boolean toCome =
                    today.atZone(now.getZone()).withLaterOffsetAtOverlap().isAfter(now);
            return LocalTimes.instant(toCome ? today : today.plusDays(1), now.getZone());
        }
        boolean offset = text.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)");
        return offset
                ? OffsetDateTime.parse(text).toInstant()
                : LocalTimes.instant(LocalDateTime.parse(text), now.getZone());
    }

    @Override
    String verb() {
        return "cutover";
    }
}
