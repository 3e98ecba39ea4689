package io.evac.migration;

import io.evac.plan.MoveId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A journal in memory: durable on return, one transaction per call, older epochs refused. */
public final class MemoryJournal implements Journal {
    private final Map<MoveId, MoveRecord> records = new HashMap<>();
    private final Map<MoveId, Map<Long, String>> open = new HashMap<>();
    public final List<String> events = new ArrayList<>();
    private long intents;
    private long newest;
    /** Called with {@code "before intent"}, {@code "after intent"}, …: may throw. */
    private Consumer<String> boundary = at -> {};

    public void boundary(Consumer<String> hook) {
        boundary = hook;
    }

    /** Everything in it, as a backup has it. */
    public record Saved(
            Map<MoveId, MoveRecord> records, Map<MoveId, Map<Long, String>> open, long intents, long newest) {}

    public Saved save() {
        return new Saved(new HashMap<>(records), copyOf(open), intents, newest);
    }

    public void restore(Saved saved) {
        records.clear();
        records.putAll(saved.records());
        open.clear();
        open.putAll(copyOf(saved.open()));
        intents = saved.intents();
        newest = saved.newest();
    }

    private static Map<MoveId, Map<Long, String>> copyOf(Map<MoveId, Map<Long, String>> from) {
        Map<MoveId, Map<Long, String>> copy = new HashMap<>();
        from.forEach((move, intents) -> copy.put(move, new TreeMap<>(intents)));
        return copy;
    }

    public void put(MoveRecord record) {
        records.put(record.id(), record);
    }

    public static MoveRecord planned(MoveId id) {
        return new MoveRecord(
                id,
                "R-1",
                MoveState.PLANNED,
                Optional.empty(),
                List.of(),
                1,
                0,
                false,
                Checkpoint.NONE,
                Optional.empty(),
                0,
                0,
                false,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public MoveRecord read(MoveId move) {
        boundary.accept("read");
        return records.get(move);
    }

    @Override
    public void write(MoveRecord record, long epoch, String actor, String reason) {
        boundary.accept("before write");
        check(epoch);
        records.put(record.id(), record);
        events.add(record.state().word() + " " + record.phase().map(Phase::word).orElse("-") + ": " + reason);
        boundary.accept("after write");
    }

    @Override
    public long intent(MoveRecord record, long epoch, Phase phase, String what) {
        boundary.accept("before intent");
        check(epoch);
        records.put(record.id(), record);
        long number = ++intents;
        open.computeIfAbsent(record.id(), key -> new TreeMap<>()).put(number, what);
        events.add("intent " + number + " " + what);
        boundary.accept("after intent");
        return number;
    }

    @Override
    public void outcome(MoveRecord record, long epoch, long intent, String result) {
        boundary.accept("before outcome");
        check(epoch);
        records.put(record.id(), record);
        open.getOrDefault(record.id(), new TreeMap<>()).remove(intent);
        events.add("outcome " + intent + " " + result);
        boundary.accept("after outcome");
    }

    @Override
    public List<Intent> openIntents(MoveId move) {
        boundary.accept("read");
        return open.getOrDefault(move, Map.of()).entrySet().stream()
                .map(entry -> new Intent(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void note(MoveId move, long epoch, String actor, String text) {
        boundary.accept("before note");
        check(epoch);
        events.add("note " + text);
    }

    @Override
    public void foretell(MoveId move, long epoch, String text) {
        boundary.accept("before note");
        check(epoch);
        events.add("warning " + text);
    }

    private void check(long epoch) {
        if (epoch < newest) {
            throw new JournalException("epoch " + epoch + " is old", true, new IllegalStateException());
        }
        newest = epoch;
    }
}
