package io.evac.driver.simulated;

import io.evac.inventory.Capacity;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardState;
import io.evac.migration.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One copy of an instance on one host, with its guard's records. The data of an instance is a position: how many bytes
 * were ever written into it; a copy that was synced has the position that the source had then.
 */
final class Copy {
    static final long EMPTY = -1;

    final InstanceRef ref;
    final List<Entry> records = new ArrayList<>();
    boolean inPlace;
    /** Whether the last fence has moved it out of its place. */
    boolean parked;

    boolean complete;
    boolean running;
    /** Whether people have started it, behind the guard's back. */
    boolean byHand;

    boolean wish;
    boolean autostart;
    /** As it arrived; a copy that was always here is as large as the world made it. */
    Optional<Capacity> size = Optional.empty();

    long position = EMPTY;
    long since;
    long deadline;
    /** When a shutdown that was asked for will be done; 0 when none is under way. */
    long stopsAt;

    /** Until when a shutdown that goes on behind a giveback is undone; 0 when none goes on. */
    long lateUntil;

    int quiescedBoot;
    Optional<String> digest = Optional.empty();
    /** Number of the last receiver that was started here. */
    long receiver;

    Optional<Ticket> newest = Optional.empty();

    /** One record of the guard, append-only. */
    record Entry(GuardState state, int n, int attempt, long epoch, String owner, long millis) {}

    Copy(InstanceRef ref) {
        this.ref = ref;
    }

    GuardState state() {
        return records.isEmpty()
                ? (inPlace ? GuardState.OPEN : GuardState.ABSENT)
                : records.getLast().state();
    }

    int n() {
        return records.isEmpty() ? 0 : records.getLast().n();
    }

    long epoch() {
        return records.isEmpty() ? 0 : records.getLast().epoch();
    }

    String owner() {
        return records.isEmpty() ? "" : records.getLast().owner();
    }

    boolean isNobodys() {
        return state() == GuardState.OPEN && owner().isEmpty();
    }

    int attempt() {
        return records.isEmpty() ? 0 : records.getLast().attempt();
    }

    /** Whether what a record calls FENCED is parked, or can be: what people have put back since keeps its place. */
    boolean mayPark() {
        return !inPlace || !running && !parked;
    }

    void park() {
        inPlace = false;
        parked = true;
    }

    void record(GuardState state, int n, Ticket ticket, long now) {
        parked &= state == GuardState.FENCED;
        records.add(new Entry(state, n, ticket.attempt(), ticket.epoch(), ticket.owner(), now));
    }

    /** A record that the guard writes by itself (timer, boot): under the last call's right. */
    void recordItself(GuardState state, long now) {
        Entry last = records.getLast();
        records.add(new Entry(state, last.n(), last.attempt(), last.epoch(), last.owner(), now));
    }

    GuardFacts facts(long now, int boot) {
        GuardState state = state();
        return new GuardFacts(
                state,
                records.size(),
                n(),
                attempt(),
                epoch(),
                owner(),
                running ? RunState.RUNNING : RunState.STOPPED,
                0,
                state == GuardState.QUIESCED
                        ? Optional.of(Duration.ofMillis(Math.max(0, deadline - now)))
                        : Optional.empty(),
                digest,
                state == GuardState.QUIESCED && quiescedBoot != boot,
                inPlace,
                position != EMPTY && !inPlace,
                autostart,
                "");
    }
}
