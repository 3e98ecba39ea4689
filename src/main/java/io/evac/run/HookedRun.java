package io.evac.run;

import io.evac.hook.Hook;
import io.evac.hook.Hook.OnFailure;
import io.evac.hook.HookCall;
import io.evac.hook.HookCaller;
import io.evac.hook.Hooks;
import io.evac.inventory.HostName;
import io.evac.migration.BeforeStop.Answer;
import io.evac.migration.Failure;
import io.evac.migration.Journal.JournalException;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.run.HookStore.Open;
import io.evac.run.HookStore.Stage;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of a run that this process works on. That something is open is written before the first hook in front of it is
 * called, and taken back when those behind it were: whatever becomes of this process, they are called. Thread-safe.
 */
final class HookedRun {
    private static final String CUTOVER_FAILED = "EVAC-461";
    private static final String HOST_FAILED = "EVAC-462";
    private static final Set<MoveState> AWAY = EnumSet.of(MoveState.MOVED, MoveState.VERIFIED, MoveState.FINALIZED);
    private static final Logger LOG = LoggerFactory.getLogger(HookedRun.class);

    private final LiveRun live;
    private final HookStore store;
    private final HookCaller caller;
    private final RunStore runs;
    private final Map<MoveId, Move> moves;
    private final Map<String, Open> open;
    /** One move has a host's hooks called, and the others wait for that. */
    private final Map<HostName, ReentrantLock> locks = new ConcurrentHashMap<>();
    /** Why nothing of a host is stopped, until somebody wants it tried again. */
    private final Map<HostName, Failure.Permanent> refused = new ConcurrentHashMap<>();

    private final Map<HostName, Integer> partitions = new ConcurrentHashMap<>();
    private volatile Hooks hooks;

    HookedRun(LiveRun live, HookStore store, HookCaller caller, RunStore runs) {
        this.live = live;
        this.store = store;
        this.caller = caller;
        this.runs = runs;
        this.moves = live.plan().moves().stream().collect(Collectors.toMap(Move::id, Function.identity()));
        this.open = new ConcurrentHashMap<>(store.open(live.id()));
        this.hooks = store.of(live.id());
    }

    /** For what has not been called yet. */
    void hooks(Hooks changed) {
        hooks = changed;
    }

    void tryAgain() {
        refused.clear();
    }

    /** How long it may take at most until the move's instance is stopped. */
    Duration ahead(MoveId id) {
        Move move = moves.get(id);
        return hooks.isEmpty() || move == null || !move.wasRunning()
                ? Duration.ZERO
                : ahead(HookSubject.of(move.from())).plus(ahead(HookSubject.of(move, false)));
    }

    private Duration ahead(HookSubject subject) {
        return passed(subject)
                ? Duration.ZERO
                : hooks.at(subject.before()).stream()
                        .map(hook -> caller.longest(hook.name()))
                        .reduce(Duration.ZERO, Duration::plus);
    }

    private boolean passed(HookSubject subject) {
        Open found = open.get(subject.key());
        return found != null && found.stage() == Stage.PASSED && found.homeward() == subject.homeward();
    }

    Answer before(Move move, boolean homeward) {
        Answer host = homeward ? Answer.NOTHING : beforeHost(move.from());
        if (host.failure().isPresent()) {
            return host;
        }
        Answer cutover = before(HookSubject.of(move, homeward));
        return new Answer(host.called() || cutover.called(), cutover.failure());
    }

    private Answer beforeHost(HostName host) {
        ReentrantLock lock = lock(host);
        boolean waited = !lock.tryLock();
        if (waited) {
            lock.lock();
        }
        try {
            Answer answer = Optional.ofNullable(refused.get(host))
                    .map(failure -> new Answer(false, Optional.of(failure)))
                    .orElseGet(() -> before(HookSubject.of(host)));
            answer.failure().ifPresent(failure -> refused.put(host, failure));
            return new Answer(waited || answer.called(), answer.failure());
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(HostName host) {
        return locks.computeIfAbsent(host, name -> new ReentrantLock());
    }

    private Answer before(HookSubject subject) {
        Hooks now = hooks;
        boolean wanted = open.containsKey(subject.key()) || now.any(subject.before(), subject.after());
        if (!wanted || passed(subject)) {
            return Answer.NOTHING;
        }
        write(subject, Stage.BEGUN, now);
        boolean called = false;
        for (Hook hook : now.at(subject.before())) {
            if (called && unwanted(subject)) {
                // Not passed: whoever asks again finds out why, and hears of it.
                return new Answer(true, Optional.empty());
            }
            called = true;
            Optional<String> why = call(hook, subject.call(live.id(), subject.before(), Optional.empty()), subject);
            if (why.isPresent() && hook.onFailure() == OnFailure.STOP) {
                return new Answer(true, Optional.of(failure(subject, why.get())));
            }
        }
        write(subject, Stage.PASSED, now);
        return new Answer(called, Optional.empty());
    }

    /**
     * Whether somebody wants the next hook not to be called any more.
     *
     * @throws JournalException when the lease does not hold: another daemon may have begun with it
     */
    private boolean unwanted(HookSubject subject) {
        if (!live.mayAct()) {
            throw new JournalException("the lease does not hold for another hook", false, null);
        }
        return subject.id()
                .map(move -> live.stopRequested(move) || live.cancelRequested(move))
                .orElseGet(live::stopping);
    }

    private Failure.Permanent failure(HookSubject subject, String why) {
        return new Failure.Permanent(
                subject.move().isPresent() ? CUTOVER_FAILED : HOST_FAILED,
                why,
                "Maybe mend it and retry: evac retry " + live.id() + "; or take it from the run: evac hooks "
                        + live.id() + " none");
    }

    /** Behind a leg of the move, or when this process leaves it: in service again, wherever, or a human's. */
    void after(Move move, MoveRecord record) {
        Open found = open.get(move.id().value());
        if (found == null) {
            return;
        }
        boolean human = record.state() == MoveState.NEEDS_ATTENTION;
        boolean waits =
                human ? found.stage() == Stage.TOLD : record.state() == MoveState.RUNNING || Migrator.underWay(record);
        if (!waits) {
            after(HookSubject.of(move, found.homeward()), record.state().word(), human);
        }
    }

    /** One that nobody walks is in service also where its walk has broken off before the stop. */
    private void unwalked(Move move, MoveRecord record) {
        Open found = open.get(move.id().value());
        if (found != null && record.state() == MoveState.RUNNING && !Migrator.underWay(record)) {
            after(HookSubject.of(move, found.homeward()), MoveState.WAITING.word(), false);
        } else {
            after(move, record);
        }
    }

    /**
     * What an earlier process has left open and is in service, or a human's, now: nobody waits for the rest of the run. Only
     * while no move is walked.
     */
    void settle() {
        if (open.isEmpty()) {
            return;
        }
        Map<MoveId, MoveRecord> records = Records.byMove(runs.moves(live.id()));
        sideBySide(moves.values(), move -> unwalked(move, records.get(move.id())));
    }

    /** Each hook takes its own time. */
    private static <T> void sideBySide(Collection<T> all, Consumer<T> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            SideBySide.await(all.stream()
                    .<Future<?>>map(one -> threads.submit(() -> work.accept(one)))
                    .toList());
        }
    }

    private void after(HookSubject subject, String outcome, boolean staysOpen) {
        if (!live.mayAct()) {
            // Whoever may is to find it.
            return;
        }
        Hooks begun = Objects.requireNonNull(open.get(subject.key())).hooks();
        for (Hook hook : begun.at(subject.after())) {
            HookCall call = subject.call(live.id(), subject.after(), Optional.of(outcome));
            Optional<String> why = call(hook, call, subject);
            if (hook.onFailure() == OnFailure.STOP) {
                why.ifPresent(live::stopCutovers);
            }
        }
        if (staysOpen) {
            write(subject, Stage.TOLD, begun);
        } else {
            store.close(live.id(), subject.key(), live.authority().epoch());
            open.remove(subject.key());
        }
    }

    private void write(HookSubject subject, Stage stage, Hooks by) {
        Open now = new Open(stage, subject.homeward(), by);
        if (!now.equals(open.get(subject.key()))) {
            store.open(live.id(), subject.key(), now, live.authority().epoch());
            open.put(subject.key(), now);
        }
    }

    /** Empty when it has done its work; else how it failed, for people. */
    private Optional<String> call(Hook hook, HookCall call, HookSubject subject) {
        Optional<String> failed = called(hook, call);
        String who = "hook " + hook.name() + " (" + call.words() + ")";
        Optional<String> why = failed.map(how -> who + " failed: " + how);
        // Nobody else sees that something was not given back.
        boolean calls = why.isPresent() && !hook.at().before();
        boolean stops = calls && hook.onFailure() == OnFailure.STOP;
        String rest = stops ? ". No further cutover begins. Maybe: evac resume " + live.id() : "";
        store.event(live.id(), subject.id(), why.orElse(who + " is done") + rest, calls);
        return why;
    }

    private Optional<String> called(Hook hook, HookCall call) {
        try {
            return caller.call(hook.name(), call);
        } catch (RuntimeException defect) {
            LOG.error("hook {} ({})", hook.name(), call.words(), defect);
            return Optional.of("unexpected " + defect.getClass().getSimpleName());
        }
    }

    /** A partition of the host's moves begins. */
    void enter(HostName host) {
        partitions.merge(host, 1, Integer::sum);
    }

    /** A partition is through; behind the last one the host is empty, unless something of it is still to be cut over. */
    void leave(HostName host) {
        boolean last = partitions.merge(host, -1, Integer::sum) == 0;
        if (last && isOpen(host)) {
            Map<MoveId, MoveRecord> records = Records.byMove(runs.moves(live.id()));
            if (!leavesMore(host, records)) {
                afterHost(host, records);
            }
        }
    }

    private boolean isOpen(HostName host) {
        return open.containsKey(HookSubject.of(host).key());
    }

    private boolean leavesMore(HostName host, Map<MoveId, MoveRecord> records) {
        return live.plan().moves().stream()
                .filter(move -> move.from().equals(host))
                .anyMatch(move -> MoveWalker.leadsToCutover(move, records.get(move.id())));
    }

    /** {@code done} is that nothing of the plan is there any more. */
    private void afterHost(HostName host, Map<MoveId, MoveRecord> records) {
        boolean empty = live.plan().moves().stream()
                .filter(move -> move.from().equals(host))
                .allMatch(move -> AWAY.contains(records.get(move.id()).state()));
        ReentrantLock lock = lock(host);
        lock.lock();
        try {
            if (isOpen(host)) {
                after(HookSubject.of(host), empty ? "done" : "incomplete", false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** This process works on the run no more: what is open is ended, but for cutovers that are still under way. */
    void end() {
        settle();
        Map<MoveId, MoveRecord> records = open.isEmpty() ? Map.of() : Records.byMove(runs.moves(live.id()));
        sideBySide(
                moves.values().stream()
                        .map(Move::from)
                        .distinct()
                        .filter(this::isOpen)
                        .toList(),
                host -> afterHost(host, records));
    }

    /** Whether something is open that nobody will end unless the run is gone on with; what needs a human is told. */
    boolean unended() {
        return open.values().stream().anyMatch(found -> found.stage() != Stage.TOLD);
    }
}
