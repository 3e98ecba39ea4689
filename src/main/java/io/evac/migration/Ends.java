package io.evac.migration;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.plan.Move;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Both ends of a walk: who is who now, tickets, the time left, and the question to both guards. */
final class Ends {
    /** What both guards said; an end that did not answer is empty. */
    record Pair(Optional<GuardFacts> source, Optional<GuardFacts> destination) {
        boolean complete() {
            return source.isPresent() && destination.isPresent();
        }

        private String words(HostName there, HostName here) {
            return word(there, source.orElseThrow()) + "; " + word(here, destination.orElseThrow());
        }

        private static String word(HostName host, GuardFacts facts) {
            return host + " " + facts.state() + ", " + facts.running();
        }

        Pair turned() {
            return new Pair(destination, source);
        }
    }

    private static final int SILENCES = 6;
    final MigratorParts parts;
    final Move move;
    final Policy policy;
    final Authority authority;
    final Control control;
    final Draft draft;
    final Ledger ledger;
    private final AtomicLong calls;
    private boolean settled;
    private boolean resolved;
    private boolean heard;

    Ends(
            MigratorParts parts,
            AtomicLong calls,
            Move move,
            Policy policy,
            Authority authority,
            Control control,
            Draft draft) {
        this.parts = parts;
        this.calls = calls;
        this.move = move;
        this.policy = policy;
        this.authority = authority;
        this.control = control;
        this.draft = draft;
        this.ledger = new Ledger(parts.journal(), move.id(), authority.epoch(), parts.waiter());
    }

    Host source() {
        return parts.hosts().apply(sourceName());
    }

    Host destination() {
        return parts.hosts().apply(draft.homeward ? move.from() : move.to());
    }

    /** The source of the walk holds the parked copy from now on, if it did not before. */
    void parked() {
        String key = Parked.key(sourceName());
        if (!draft.checkpoint.values().containsKey(key)) {
            draft.remember(key, Long.toString(parts.wall().millis()));
        }
    }

    private HostName sourceName() {
        return draft.homeward ? move.to() : move.from();
    }

    MoveContext context() {
        return new MoveContext(
                move,
                policy,
                source(),
                destination(),
                draft.homeward,
                draft.attempt(),
                draft.n,
                this::ticket,
                this::budgetLeft,
                () -> !draft.homeward && !draft.discard() && tooLate(),
                draft.checkpoint,
                parts.progress(),
                parts.verifier());
    }

    /**
     * A fresh ticket, if the lease still holds. Behind a confirmed FENCE the lease may be lost with the database: there
     * the guards' epochs alone decide. A lease that ran out is nobody else's yet: the database was away, or this process
     * slept. Whose the run is by then is asked before it goes on.
     */
    Ticket ticket() {
        if (!ledger.goesOnWithout() && !control.mayAct()) {
            throw new Journal.JournalException(
                    "the lease of this run does not hold any more", false, new IllegalStateException("lease"));
        }
        return new Ticket(authority.owner(), authority.epoch(), draft.attempt(), calls.incrementAndGet());
    }

    Duration budgetLeft() {
        Duration left = Budget.of(move, draft.checkpoint).minusMillis(draft.downtimeMillis + downSince());
        if (draft.reversal()) {
            long since = Long.parseLong(draft.checkpoint.values().getOrDefault(Reversal.TURNED_AT, "0"));
            Duration floor = Budget.reversalFloor(Budget.of(move, draft.checkpoint))
                    .minusMillis(Math.max(0, parts.clock().millis() - since));
            left = floor.compareTo(left) > 0 ? floor : left;
        }
        boolean stopped = draft.stoppedAt.isPresent() || draft.phase.equals(Optional.of(Phase.QUIESCE));
        if (!draft.homeward && stopped && move.wasRunning()) {
            left = untilWindowCloses(left);
        }
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether a cutover that begins now might not be through when its window ends; the run is told. */
    boolean tooLate() {
        return control.tooLate(move.id(), parts.clock().instant(), Budget.longest(move, draft.checkpoint));
    }

    /** A stop that began in a window ends in it: the source's own timer keeps its end, whatever becomes of us. */
    private Duration untilWindowCloses(Duration budget) {
        Duration reversal = Budget.reversalFloor(Budget.of(move, draft.checkpoint));
        return control.until(move.id())
                .map(end -> Duration.between(parts.clock().instant(), end).minus(reversal))
                .filter(left -> left.compareTo(budget) < 0)
                .orElse(budget);
    }

    /**
     * Milliseconds since the instance was stopped; 0 when it is not. Another process may have written the beginning, by a
     * wall clock that was stepped back since.
     */
    long downSince() {
        return draft.stoppedAt
                .map(at -> Math.max(0, parts.clock().millis() - at))
                .orElse(0L);
    }

    /** It runs on its source again: the outage counts, at most until its timer would have ended it. */
    void backInService() {
        long most = Budget.of(move, draft.checkpoint).toMillis();
        draft.downtimeMillis += move.wasRunning() ? Math.min(downSince(), most) : 0;
        draft.stoppedAt = Optional.empty();
    }

    Duration margin() {
        return Budget.margin(Budget.of(move, draft.checkpoint));
    }

    /** Whether a stopped instance can still wait for something to come back. */
    boolean patient() {
        return draft.stoppedAt.isPresent() && budgetLeft().compareTo(margin()) > 0;
    }

    void save(String reason) {
        ledger.save(draft, reason, this::patient);
    }

    /** Writes the intent of an effect, and the move as it is; answers the intent's number. */
    long intent(Phase phase, String what) {
        return ledger.intent(draft, phase, what, this::patient);
    }

    /** The same in one try; empty when the database is away. */
    Optional<Long> intentAtOnce(Phase phase, String what) {
        try {
            return Optional.of(ledger.intent(draft, phase, what, () -> false));
        } catch (Journal.JournalException gone) {
            if (gone.superseded()) {
                throw gone;
            }
            return Optional.empty();
        }
    }

    /** Writes the outcome of an effect, and the move as it is by then. */
    void outcome(long intent, String result) {
        ledger.outcome(draft, intent, result, this::patient);
    }

    /** The leg before this one ended in this process, and all of its calls were answered: none is left to be ended. */
    void settled() {
        settled = true;
    }

    /** Asks both guards and takes over what is there; kills and awaits every older call of ours. */
    Pair adopt() {
        if (settled) {
            settled = false;
            Pair seen = new Pair(observe(source()), observe(destination()));
            if (seen.complete()) {
                return seen;
            }
        }
        Pair pair = new Pair(adopt(source()), adopt(destination()));
        if (pair.complete()) {
            resolved(pair.words(source().name(), destination().name()));
        }
        return pair;
    }

    /** What both guards say now; nothing is taken over. */
    Pair observed() {
        return new Pair(seen(source()), seen(destination()));
    }

    private Optional<GuardFacts> seen(Host host) {
        try {
            return Optional.of(parts.guards().on(host).observe(move.instance().name()));
        } catch (GuardUnreachableException silent) {
            return Optional.empty();
        }
    }

    /** Whether the host that the plan moves it to has answered anything in this leg: then it is not off. */
    boolean heardDestination() {
        return heard;
    }

    /** As {@link #adopt}, again and again: a few times, and while a stopped instance can wait, as often as it takes. */
    Pair ask() {
        Pair pair = adopt();
        for (int silences = 1; !pair.complete() && (silences < SILENCES || patient()); silences++) {
            Pauses.pause(parts.waiter(), Duration.ofSeconds(1));
            pair = adopt();
        }
        return pair;
    }

    /** The first answers of a leg tell what an earlier process has left; later ones tell what the leg itself has done. */
    void resolved(String facts) {
        if (!resolved) {
            resolved = true;
            ledger.resolvedByAsking(facts);
        }
    }

    /** What a guard says whose last record is ours already; empty when it has to be adopted. */
    private Optional<GuardFacts> observe(Host host) {
        return seen(host)
                .filter(seen -> seen.record() > 0
                        && seen.epoch() == authority.epoch()
                        && seen.owner().equals(authority.owner()));
    }

    private Optional<GuardFacts> adopt(Host host) {
        Guard guard = parts.guards().on(host);
        try {
            GuardFacts seen = guard.observe(move.instance().name());
            heard |= host.name().equals(move.to());

            boolean ours = seen.epoch() <= authority.epoch() && !foreign(seen) && !parkedByAnother(seen);
            return Optional.of(
                    seen.record() == 0 || !ours
                            ? stale(seen)
                            : guard.adopt(move.instance().name(), ticket()));
        } catch (GuardUnreachableException silent) {
            return Optional.empty();
        } catch (GuardRefusedException refused) {
            if (Refusals.superseded(refused, authority.owner())) {
                throw superseded(refused);
            }
            // It cannot write its record now (no space): as good as silent, for it cannot be taken over.
            return Optional.empty();
        }
    }

    private GuardFacts stale(GuardFacts seen) {
        if (seen.epoch() > authority.epoch() && seen.owner().equals(authority.owner())) {
            throw new Journal.JournalException(
                    "a guard has seen epoch " + seen.epoch() + ", this is " + authority.epoch(),
                    true,
                    new IllegalStateException("epoch"));
        }
        return seen;
    }

    /**
     * Whether a record that is in flight belongs to another run, or an instance in service is in another installation's
     * hand, where no database keeps the two apart. A parked copy may be anybody's.
     */
    boolean foreign(GuardFacts facts) {
        if (facts.state() == GuardState.OPEN && !facts.owner().isEmpty()) {
            return !Ticket.installation(facts.owner()).equals(Ticket.installation(authority.owner()));
        }
        boolean inFlight = facts.state() != GuardState.OPEN
                && facts.state() != GuardState.ABSENT
                && facts.state() != GuardState.FENCED;
        return inFlight && !facts.owner().equals(authority.owner());
    }

    /** Whether the operator wants the instance back where it was, or left there. */
    boolean cancelAsked() {
        return draft.recalled() || control.cancelRequested(move.id()) || draft.cancelRequested();
    }

    /** A parked copy of another run: it may be the base of a way home, but it is nobody's to start. */
    boolean parkedByAnother(GuardFacts facts) {
        return facts.state() == GuardState.FENCED && !facts.owner().equals(authority.owner());
    }

    static Journal.JournalException superseded(GuardRefusedException refused) {
        return new Journal.JournalException("a guard refuses: " + refused.getMessage(), true, refused);
    }
}
