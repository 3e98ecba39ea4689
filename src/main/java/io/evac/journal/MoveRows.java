package io.evac.journal;

import io.evac.migration.Checkpoint;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.plan.MoveId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A move's row and its record. */
final class MoveRows {
    /** A move, and how far it is. */
    static final String TABLES = "evac_move m JOIN evac_migration g ON g.move = m.id";

    static final String COLUMNS = """
            m.id, m.run, state, phase, completed, attempt, n, homeward, checkpoint, stopped_at, downtime_millis, failures,
            cancel_requested, code, message""";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<TreeMap<String, String>> VALUES = new TypeReference<>() {};

    private MoveRows() {}

    static MoveRecord read(ResultSet row, int index) throws SQLException {
        return new MoveRecord(
                new MoveId(row.getString("id")),
                row.getString("run"),
                MoveState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("phase")).map(Phase::valueOf),
                phases(row.getString("completed")),
                row.getInt("attempt"),
                row.getInt("n"),
                row.getBoolean("homeward"),
                checkpoint(row.getString("checkpoint")),
                Optional.ofNullable(longOrNull(row, "stopped_at")),
                row.getLong("downtime_millis"),
                row.getInt("failures"),
                row.getBoolean("cancel_requested"),
                Optional.ofNullable(row.getString("code")),
                Optional.ofNullable(row.getString("message")));
    }

    static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static List<Phase> phases(String words) {
        return words.isEmpty()
                ? List.of()
                : Arrays.stream(words.split(",")).map(Phase::valueOf).toList();
    }

    static String text(List<Phase> phases) {
        return phases.stream().map(Phase::name).collect(Collectors.joining(","));
    }

    static Checkpoint checkpoint(String json) {
        return new Checkpoint(JSON.readValue(json, VALUES));
    }

    static String text(Checkpoint checkpoint) {
        return JSON.writeValueAsString(new TreeMap<>(checkpoint.values()));
    }
}
