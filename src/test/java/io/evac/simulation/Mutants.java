package io.evac.simulation;

import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.RunState;
import io.evac.migration.Guard;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardState;
import io.evac.migration.Guards;
import io.evac.migration.Itinerary;
import io.evac.migration.Journal;
import io.evac.migration.MoveContext;
import io.evac.migration.Outcome;
import io.evac.migration.Phase;
import io.evac.migration.PhaseAction;
import io.evac.migration.Ticket;
import io.evac.plan.MoveId;
import io.evac.schedule.Window;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** The protocol with one rule broken, so that the checker can show that it notices. */
final class Mutants {
    /** One call of a broken guard. */
    private record Call(Story story, Guard real, InstanceRef on, String verb, Object[] arguments) {
        InstanceName name() {
            return (InstanceName) arguments[0];
        }

        Ticket ticket() {
            return (Ticket) arguments[1];
        }

        boolean is(String what) {
            return verb.equals(what);
        }

        GuardFacts facts() {
            return real.observe(name());
        }

        Object asItIs() throws Throwable {
            try {
                return Guard.class.getMethod(verb, types()).invoke(real, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }

        private Class<?>[] types() {
            return java.util.Arrays.stream(Guard.class.getMethods())
                    .filter(method -> method.getName().equals(verb))
                    .findFirst()
                    .orElseThrow()
                    .getParameterTypes();
        }
    }

    /** What a broken guard does with a call. */
    @FunctionalInterface
    private interface Broken {
        Object answer(Call call) throws Throwable;
    }

    private Mutants() {}

    private static Mutant guard(Broken broken) {
        return Mutant.of((story, guards) -> (Guards) host -> {
            Guard real = guards.on(host);
            return (Guard) Proxy.newProxyInstance(
                    Guard.class.getClassLoader(), new Class<?>[] {Guard.class}, (proxy, method, arguments) -> {
                        if (arguments == null) {
                            return real.highestEpoch();
                        }
                        InstanceRef on = new InstanceRef(host.name(), (InstanceName) arguments[0]);
                        return broken.answer(new Call(story, real, on, method.getName(), arguments));
                    });
        });
    }

    /** The guard fences without looking whether the instance has stopped: here it runs on. */
    static Mutant fenceWithoutLooking() {
        return guard(call -> call.is("fence") && call.facts().state() == GuardState.QUIESCED
                ? fenced(call.real().release(call.name(), call.ticket(), (int) call.arguments()[2]))
                : call.asItIs());
    }

    private static GuardFacts fenced(GuardFacts facts) {
        return new GuardFacts(
                GuardState.FENCED,
                facts.record(),
                facts.n(),
                facts.attempt(),
                facts.epoch(),
                facts.owner(),
                RunState.STOPPED,
                facts.receivers(),
                facts.timerLeft(),
                facts.digest(),
                facts.bootChanged(),
                facts.inPlace(),
                facts.away(),
                facts.autostart(),
                facts.message());
    }

    /** The guard takes every ticket for the newest. */
    static Mutant epochIgnored() {
        AtomicLong calls = new AtomicLong(1L << 60);
        return guard(call -> {
            if (call.arguments().length > 1 && call.arguments()[1] instanceof Ticket ticket) {
                GuardFacts facts = call.facts();
                long epoch = Math.max(ticket.epoch(), facts.epoch());
                call.arguments()[1] = new Ticket(
                        facts.owner().isEmpty() ? ticket.owner() : facts.owner(),
                        epoch,
                        ticket.attempt(),
                        calls.incrementAndGet());
            }
            return call.asItIs();
        });
    }

    /** A successor adopts destinations only. */
    static Mutant adoptOnOneEndOnly() {
        return guard(call -> {
            boolean source = call.story().setting.moves().stream()
                    .anyMatch(move -> move.instance().equals(call.on()));
            return call.is("adopt") && source ? call.facts() : call.asItIs();
        });
    }

    /** The timer starts the source whatever became of its record meanwhile. */
    static Mutant timerNotCompareAndSet() {
        Map<InstanceRef, Long> due = new HashMap<>();
        return guard(call -> {
            Object answer = call.asItIs();
            if (call.is("quiesce")) {
                call.story().world.copies(call.name()).stream()
                        .filter(copy -> copy.ref().equals(call.on()) && copy.deadline() > 0)
                        .forEach(copy -> due.put(call.on(), copy.deadline()));
            }
            Long end = due.get(call.on());
            if (end != null
                    && call.story().clock.millis() >= end
                    && call.facts().state() == GuardState.FENCED) {
                due.remove(call.on());
                call.story().world.putBack(call.on());
                call.story().world.overlook(call.on());
            }
            return answer;
        });
    }

    /** An undo that is repeated, because nobody knew that it was done, takes away what the first one has put right. */
    static Mutant undoNotIdempotent() {
        Map<String, Integer> undone = new HashMap<>();
        return new Mutant(
                Mutant.REAL.guards(),
                Mutant.REAL.journal(),
                (story, itinerary) -> new Itinerary(itinerary.actions().stream()
                        .map(action -> twice(story, action, undone))
                        .toList()),
                Mutant.REAL.window());
    }

    private static PhaseAction twice(Story story, PhaseAction action, Map<String, Integer> undone) {
        return new PhaseAction() {
            @Override
            public Phase phase() {
                return action.phase();
            }

            @Override
            public Outcome run(MoveContext ctx) {
                return action.run(ctx);
            }

            @Override
            public void undo(MoveContext ctx) {
                action.undo(ctx);
                String which = System.identityHashCode(story) + " " + ctx.move().id() + ctx.attempt() + phase();
                if (undone.merge(which, 1, Integer::sum) == 2) {
                    story.world.lose(new InstanceRef(ctx.source().name(), ctx.instance()));
                }
            }
        };
    }

    /** What an undo finds on the destination is deleted, also when it was complete. */
    static Mutant cleanupOfACompleteCopy() {
        return guard(call -> {
            try {
                return call.asItIs();
            } catch (GuardRefusedException kept) {
                if (call.is("discard")) {
                    call.story().world.lose(call.on());
                }
                throw kept;
            }
        });
    }

    /** A destination that does not answer is believed to be dead. */
    static Mutant unfencedWhileTheDestinationIsUnknown() {
        return guard(call -> call.is("adopt") && call.facts().state() == GuardState.FENCED
                ? call.real().unfence(call.name(), call.ticket(), true)
                : call.asItIs());
    }

    /** A receiver that nobody awaited writes into a copy that is compared and sealed already. */
    static Mutant receiverNotAwaited() {
        return guard(call -> {
            boolean orphan = call.story().troubles.happened().containsValue(Kind.LATE);
            if (orphan && call.is("seal")) {
                call.story().world.corrupt(call.on());
            }
            return call.asItIs();
        });
    }

    /** The destination is activated although the source is not fenced. */
    static Mutant fencePretended() {
        return guard(call -> call.is("fence") ? call.facts() : call.asItIs());
    }

    /** The way home starts the parked copy instead of bringing the writes to it. */
    static Mutant parkedCopyStarted() {
        return guard(call -> call.is("reserve") && call.facts().state() == GuardState.FENCED
                ? call.real().unfence(call.name(), call.ticket(), true)
                : call.asItIs());
    }

    /** Finalize does not look whether the instance is well without the parked copy. */
    static Mutant finalizedInstead() {
        return guard(call -> call.is("unfence") && call.facts().state() == GuardState.FENCED
                ? call.real().finish(call.name(), call.ticket())
                : call.asItIs());
    }

    /** The intent is written together with the outcome. */
    static Mutant intentAfterEffect() {
        return new Mutant(
                Mutant.REAL.guards(),
                (story, real) -> writingLate(real),
                Mutant.REAL.itinerary(),
                Mutant.REAL.window());
    }

    private static Journal writingLate(Journal real) {
        return new Journal() {
            private final Map<Long, Object[]> meant = new HashMap<>();
            private long numbers = 1L << 40;

            @Override
            public MoveRecord read(MoveId move) {
                return real.read(move);
            }

            @Override
            public void write(MoveRecord record, long epoch, String actor, String reason) {
                real.write(record, epoch, actor, reason);
            }

            @Override
            public long intent(MoveRecord record, long epoch, Phase phase, String what) {
                numbers++;
                meant.put(numbers, new Object[] {phase, what});
                return numbers;
            }

            @Override
            public void outcome(MoveRecord record, long epoch, long intent, String result) {
                Object[] then = meant.remove(intent);
                long number = then == null ? intent : real.intent(record, epoch, (Phase) then[0], (String) then[1]);
                real.outcome(record, epoch, number, result);
            }

            @Override
            public List<Intent> openIntents(MoveId move) {
                return real.openIntents(move);
            }

            @Override
            public void note(MoveId move, long epoch, String actor, String text) {
                real.note(move, epoch, actor, text);
            }

            @Override
            public void foretell(MoveId move, long epoch, String text) {
                real.foretell(move, epoch, text);
            }
        };
    }

    /** Windows hold nothing back. */
    static Mutant windowIgnored() {
        return ofWindow(window -> Optional.empty());
    }

    /** The end of a window is looked at only by who begins, and is an hour later. */
    static Mutant windowStretched() {
        return ofWindow(window -> window.map(it -> new Window(
                it.opens(),
                it.lockout(),
                it.closes().plus(Duration.ofHours(1)),
                it.capacity(),
                it.followed(),
                it.zone(),
                it.preSync())));
    }

    private static Mutant ofWindow(UnaryOperator<Optional<Window>> window) {
        return new Mutant(Mutant.REAL.guards(), Mutant.REAL.journal(), Mutant.REAL.itinerary(), window);
    }

    /** The first of so many stories with the mutant in which the checker names this invariant; empty when it never does. */
    static Optional<String> caught(Mutant mutant, String invariant, int stories) {
        Coverage coverage = new Coverage();
        long first = invariant.equals("I6") ? Seeds.WINDOWED : 1;
        for (long seed = first; seed < first + stories; seed++) {
            Optional<String> why = Seeds.outcome(Seeds.story(seed, mutant, coverage, Optional.empty()))
                    .filter(words -> words.startsWith(invariant));
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }
}
