package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import io.evac.report.MoveReport;
import io.evac.report.MoveReport.PhaseReport;
import io.evac.run.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reports of the moves of one run, in the plan's order. */
final class MoveReports {
    private static final String TO_GO_HOME = "EVAC-551";
    private static final String NOT_FINALIZED = "EVAC-413";

    private final JdbcProgress progress;
    private final Clock clock;

    MoveReports(JdbcProgress progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    List<MoveReport> of(JdbcClient client, String run, Map<String, List<PhaseReport>> stays, Optional<Policy> policy) {
        Map<MoveId, RunId> successors = Successors.of(client, run);
        return client.sql("""
                        SELECT m.*, g.*, p.bytes_done, p.bytes_total, p.waiting_for
                        FROM evac_move m JOIN evac_migration g ON g.move = m.id
                        LEFT JOIN evac_progress p ON p.move = m.id
                        WHERE m.run = ? ORDER BY m.position, m.number""")
                .param(run)
                .query((row, index) -> read(row, stays, policy, successors))
                .list();
    }

    private MoveReport read(
            ResultSet row, Map<String, List<PhaseReport>> stays, Optional<Policy> policy, Map<MoveId, RunId> successors)
            throws SQLException {
        String id = row.getString("id");
        Optional<RunId> successor = Optional.ofNullable(successors.get(new MoveId(id)));
        MoveState state = MoveState.valueOf(row.getString("state"));
        boolean atWork = state == MoveState.RUNNING || state == MoveState.WAITING || state == MoveState.QUEUED;
        Meter.Reading reading =
                progress.of(new MoveId(id), row.getLong("bytes_done")).orElse(stored(row));
        return new MoveReport(
                id,
                row.getString("instance"),
                row.getString("source"),
                row.getString("destination"),
                row.getString("type"),
                state.word(),
                Optional.ofNullable(row.getString("phase")).map(MoveReports::phaseWord),
                row.getInt("attempt"),
                reading.done(),
                Math.max(reading.total() == 0 ? row.getLong("estimate") : reading.total(), reading.done()),
                atWork ? reading.rate() : 0,
                atWork ? reading.eta().map(eta -> eta.atOffset(ZoneOffset.UTC)) : Optional.empty(),
                downtime(row),
                atWork ? reading.waitingFor() : Optional.empty(),
                Optional.ofNullable(MoveRows.checkpoint(row.getString("checkpoint"))
                        .values()
                        .get("digest")),
                code(row, successor),
                message(row, successor),
                row.getInt("list_row"),
                row.getInt("band"),
                successor.isPresent()
                        ? Optional.empty()
                        : ParkedCopies.of(
                                MoveRows.read(row, 0),
                                new HostName(row.getString("source")),
                                new HostName(row.getString("destination")),
                                policy),
                stays.getOrDefault(id, List.of()));
    }

    private static Optional<String> code(ResultSet row, Optional<RunId> successor) throws SQLException {
        Optional<String> own = moot(row, successor) ? Optional.empty() : Optional.ofNullable(row.getString("code"));
        return own.isEmpty() && row.getString("home_order") != null ? Optional.of(TO_GO_HOME) : own;
    }

    /** What hinders a move keeps its remedy, also when the move is ordered home. */
    private static Optional<String> message(ResultSet row, Optional<RunId> successor) throws SQLException {
        String text = Stream.of(
                        moot(row, successor) ? null : row.getString("message"),
                        row.getString("home_order"),
                        successor
                                .map(run -> "its parked copy is " + run + "'s now")
                                .orElse(null))
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Why a copy was not deleted is nobody's trouble once another run has it. */
    private static boolean moot(ResultSet row, Optional<RunId> successor) throws SQLException {
        return successor.isPresent() && NOT_FINALIZED.equals(row.getString("code"));
    }

    /** What was written down last, by this process or another. */
    private static Meter.Reading stored(ResultSet row) throws SQLException {
        return new Meter.Reading(
                row.getLong("bytes_done"),
                row.getLong("bytes_total"),
                0,
                Optional.empty(),
                Optional.ofNullable(row.getString("waiting_for")));
    }

    /** Measured so far, the running outage included; empty while the instance was never stopped by us. */
    private Optional<Long> downtime(ResultSet row) throws SQLException {
        long measured = row.getLong("downtime_millis");
        @Nullable Long stoppedAt = MoveRows.longOrNull(row, "stopped_at");
        if (stoppedAt != null) {
            return Optional.of(measured + Math.max(0, clock.millis() - stoppedAt));
        }
        return measured == 0 ? Optional.empty() : Optional.of(measured);
    }

    static String word(String state) {
        return MoveState.valueOf(state).word();
    }

    static String phaseWord(String phase) {
        return Phase.valueOf(phase).word();
    }
}
