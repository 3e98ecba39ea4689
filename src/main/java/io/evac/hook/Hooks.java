package io.evac.hook;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The hooks of a run, in their order: those before something are called in it, those behind it the other way round. */
public record Hooks(List<Hook> all) {
    public static final Hooks NONE = new Hooks(List.of());
    private static final String NO_HOOK = "none";
    private static final int MOST = 30;

    /** @throws IllegalArgumentException for more than anybody needs */
    public Hooks {
        all = List.copyOf(all);
        if (all.size() > MOST) {
            throw new IllegalArgumentException(
                    all.size() + " hooks, and at most " + MOST + " can be called. Maybe one that calls the others");
        }
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those of a point, as they are to be called. */
    public List<Hook> at(HookPoint point) {
        List<Hook> there = all.stream().filter(hook -> hook.at() == point).toList();
        return point.before() ? there : there.reversed();
    }

    /** Whether there are any at one of these points. */
    public boolean any(HookPoint... points) {
        return all.stream().anyMatch(hook -> Arrays.asList(points).contains(hook.at()));
    }

    /**
     * Reads hooks with commas between them, or {@code none}.
     *
     * @throws IllegalArgumentException for what {@link Hook#parse} does not read
     */
    public static Hooks parse(String text) {
        return text.equals(NO_HOOK)
                ? NONE
                : new Hooks(Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(Hook::parse)
                        .toList());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return isEmpty() ? NO_HOOK : all.stream().map(Hook::toString).collect(Collectors.joining(","));
    }
}
