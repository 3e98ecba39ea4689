package io.evac.run;

import io.evac.hook.HookCall;
import io.evac.hook.HookCaller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Hooks that write down that they were called, and fail when they are told to. */
final class RecordedHooks implements HookCaller {
    /** As {@code before-cutover of h1/i1: lb-out}. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    final List<HookCall> facts = new CopyOnWriteArrayList<>();
    /** Why a hook fails, by its name. */
    final Map<String, String> failing = new ConcurrentHashMap<>();

    volatile BiConsumer<String, HookCall> during = (name, call) -> {};
    volatile Duration longest = Duration.ZERO;

    /** In the place of the one that a {@link RunWorld} has. */
    Object instead(Object bean) {
        return bean instanceof HookCaller ? this : bean;
    }

    @Override
    public Optional<String> obstacle(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> call(String name, HookCall call) {
        calls.add(call.words() + ": " + name);
        facts.add(call);
        during.accept(name, call);
        return Optional.ofNullable(failing.get(name));
    }

    @Override
    public Duration longest(String name) {
        return longest;
    }

    /** What was called for one of these, in its order. */
    List<String> of(String part) {
        return calls.stream().filter(call -> call.contains(part)).toList();
    }
}
