package io.evac.report;

import io.evac.report.MoveReport.PhaseReport;
import io.evac.report.RunReport.RefusalReport;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Read models for tests. */
public final class RunSamples {
    public static final OffsetDateTime START = OffsetDateTime.of(2026, 12, 5, 22, 0, 0, 0, ZoneOffset.ofHours(1));
    public static final String DIGEST = "9f3c21ab".repeat(8);

    private RunSamples() {}

    /** One verified move, one failed one, one refusal. */
    public static RunReport ended() {
        return run("finished-with-failures", List.of(verified(), failed()));
    }

    public static RunReport run(String state, List<MoveReport> moves) {
        return new RunReport(
                RunReport.SCHEMA_VERSION,
                "R-17",
                "P-9f3c21ab",
                DIGEST,
                "rack7.csv",
                state,
                Optional.empty(),
                Optional.of("200Mbit"),
                Optional.of("before-cutover=lb-out:stop"),
                Optional.empty(),
                START.minusMinutes(5),
                Optional.of(START),
                Optional.of(START.plusSeconds(95)),
                moves,
                List.of(new RefusalReport(4, "mail-03", "EVAC-214", "no host has 64GiB free", "Maybe add a host")),
                Map.of("verified", 1, "failed", 1, "refused", 1, "total", 3));
    }

    public static MoveReport verified() {
        return move("P-9f3c21ab.1", "web-01", "verified", Optional.empty());
    }

    public static MoveReport failed() {
        return move("P-9f3c21ab.2", "db-02", "failed", Optional.of("the guest did not stop"));
    }

    public static MoveReport move(String id, String instance, String state, Optional<String> message) {
        return new MoveReport(
                id,
                instance,
                "alpha",
                "beta",
                "semi-live",
                state,
                Optional.of("verify"),
                1,
                1_048_576,
                2_097_152,
                0,
                Optional.empty(),
                Optional.of(1250L),
                Optional.empty(),
                Optional.of(DIGEST),
                message.map(text -> "EVAC-405"),
                message,
                2,
                0,
                state.equals("verified")
                        ? Optional.of(new ParkedReport(
                                "alpha", START.plusSeconds(90), Optional.of(START.plusDays(7)), "moved to beta"))
                        : Optional.empty(),
                List.of(
                        new PhaseReport(
                                "full-sync", 1, false, START, Optional.of(START.plusSeconds(60)), Optional.of("done")),
                        new PhaseReport(
                                "activate",
                                1,
                                true,
                                START.plusSeconds(60),
                                Optional.of(START.plusSeconds(95)),
                                Optional.empty())));
    }
}
