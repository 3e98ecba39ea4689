package io.evac.remote.guard;

import io.evac.migration.Definition;
import io.evac.migration.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a guard's program is told, as its arguments {@code key=value} ({@code docs/guard.md}). */
final class GuardWords {
    private GuardWords() {}

    static List<String> of(Ticket ticket) {
        return List.of(
                "owner=" + ticket.owner(),
                "epoch=" + ticket.epoch(),
                "attempt=" + ticket.attempt(),
                "call=" + ticket.call());
    }

    static String[] of(Definition definition) {
        List<String> words = new ArrayList<>(List.of(
                "home=" + definition.home(),
                "autostart=" + (definition.autostart() ? 1 : 0),
                "stoptimeout=" + seconds(definition.stopTimeout())));
        definition.start().forEach(word -> words.add("start=" + word));
        definition.stop().forEach(word -> words.add("stop=" + word));
        definition.status().forEach(word -> words.add("status=" + word));
        definition.health().forEach(word -> words.add("health=" + word));
        definition.platform().forEach(word -> words.add("platform=" + word));
        return words.toArray(String[]::new);
    }

    static String begin(boolean start) {
        return "begin=" + (start ? 1 : 0);
    }

    /** Rounded up, at least one. */
    static long seconds(Duration time) {
        return Math.max(1, time.plusMillis(999).toSeconds());
    }
}
