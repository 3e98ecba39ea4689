package io.evac.migration;

import io.evac.inventory.InstanceName;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Guards that do other than they should, for single tests; {@code io.evac.simulation.Mutants} has those for its checker. */
final class Sabotage {
    /** What a broken guard answers instead; empty leaves the call as it is. */
    @FunctionalInterface
    private interface Instead {
        Optional<Object> of(Guard real, String call, Object[] arguments);
    }

    private Sabotage() {}

    private static Guards breaking(Guards guards, Instead instead) {
        return host -> {
            Guard real = guards.on(host);
            return (Guard) Proxy.newProxyInstance(
                    Guard.class.getClassLoader(), new Class<?>[] {Guard.class}, (proxy, method, arguments) -> {
                        Optional<Object> answer = instead.of(real, method.getName(), arguments);
                        try {
                            return answer.isPresent() ? answer.get() : method.invoke(real, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
        };
    }

    /** The first unfence has no answer, and comes when the next one, which is for the other end, is done. */
    static Guards lateUnfence(Guards guards) {
        List<Runnable> late = new ArrayList<>();
        boolean[] seen = {false};
        return breaking(guards, (real, call, a) -> {
            if (!call.equals("unfence")) {
                return Optional.empty();
            }
            if (!seen[0]) {
                seen[0] = true;
                late.add(() -> real.unfence((InstanceName) a[0], (Ticket) a[1], (boolean) a[2]));
                throw new GuardUnreachableException("no answer to unfence", true, new IOException("late"));
            }
            GuardFacts facts = real.unfence((InstanceName) a[0], (Ticket) a[1], (boolean) a[2]);
            late.forEach(Sabotage::landLate);
            late.clear();
            return Optional.of(facts);
        });
    }

    private static void landLate(Runnable call) {
        try {
            call.run();
        } catch (GuardRefusedException refused) {
            // Nobody listens to a late call's answer; that it was refused is the rule at work.
            return;
        }
    }

    /** Something is parked beside a copy that stands in its place behind the fence. */
    static Guards parkedBesideWhatIsInPlace(Guards guards) {
        return breaking(guards, (real, call, a) -> {
            Optional<GuardFacts> seen = switch (call) {
                case "observe" -> Optional.of(real.observe((InstanceName) a[0]));
                case "adopt" -> Optional.of(real.adopt((InstanceName) a[0], (Ticket) a[1]));
                default -> Optional.empty();
            };
            return seen.map(facts -> PutBack.is(facts) ? andAway(facts) : facts);
        });
    }

    private static GuardFacts andAway(GuardFacts facts) {
        return new GuardFacts(
                facts.state(),
                facts.record(),
                facts.n(),
                facts.attempt(),
                facts.epoch(),
                facts.owner(),
                facts.running(),
                facts.receivers(),
                facts.timerLeft(),
                facts.digest(),
                facts.bootChanged(),
                true,
                true,
                facts.autostart(),
                facts.message());
    }
}
