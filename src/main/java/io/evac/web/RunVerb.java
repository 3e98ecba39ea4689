package io.evac.web;

import io.evac.access.Role;
import java.util.Arrays;
import java.util.Optional;

/** What may be done to a run or to one of its instances by a button. */
enum RunVerb {
    PAUSE(
            "pause",
            Role.OPERATOR,
            false,
            "Pause %s",
            "What is being cut over is finished, nothing new is begun; it can go on later."),
    RESUME("resume", Role.OPERATOR, false, "Go on with %s", "It goes on where it stopped, within its window."),
    RETRY("retry", Role.OPERATOR, false, "Try %s again", "What failed is tried again from where it is safe to begin."),
    HOLD(
            "hold",
            Role.APPROVER,
            false,
            "Hold the cutover of %s",
            "It is copied on, and not stopped until it is asked for again."),
    AT("at", Role.APPROVER, false, "Cut over %s at this time", "It is not stopped before that time."),
    CANCEL(
            "cancel",
            Role.OPERATOR,
            true,
            "Cancel %s",
            "What has not been fenced yet is undone: the instance stays, or runs again, on its source."),
    CUTOVER(
            "cutover",
            Role.APPROVER,
            true,
            "Cut over %s now",
            "The instance is stopped on its source as soon as its copy is up to date, and started on its destination."),
    ROLLBACK(
            "rollback",
            Role.APPROVER,
            true,
            "Send %s home",
            "The instance is stopped once more and goes back to its source with everything that was written since."),
    FINALIZE(
            "finalize",
            Role.APPROVER,
            true,
            "Delete the parked copies of %s",
            "The copies that are kept and do not run are deleted for good: there is no way back to them any more.");

    private final String word;
    private final Role role;
    private final boolean dangerous;
    private final String button;
    private final String consequence;

    RunVerb(String word, Role role, boolean dangerous, String button, String consequence) {
        this.word = word;
        this.role = role;
        this.dangerous = dangerous;
        this.button = button;
        this.consequence = consequence;
    }

    /** The word of the path. */
    public String word() {
        return word;
    }

    public Role role() {
        return role;
    }

    /** Whether a page asks once more. */
    public boolean dangerous() {
        return dangerous;
    }

    /** What it will mean, in a sentence. */
    public String consequence() {
        return consequence;
    }

    /** The button's text: what it does to what. */
    public String on(String object) {
        return button.formatted(object);
    }

    /** The same as one would type it. */
    public String typed(String run, Optional<String> instance) {
        String[] last = instance.stream().toArray(String[]::new);
        String name = switch (this) {
            case HOLD, AT, CUTOVER -> "cutover";
            case PAUSE, RESUME, RETRY, CANCEL, ROLLBACK, FINALIZE -> word;
        };
        String typed = Typed.of(concat(new String[] {"evac", name, run}, last));
        return switch (this) {
            case HOLD -> typed + " --hold";
            case CUTOVER -> typed + " --now";
            case AT -> typed + " --at TIME";
            case PAUSE, RESUME, RETRY, CANCEL, ROLLBACK, FINALIZE -> typed;
        };
    }

    private static String[] concat(String[] first, String[] rest) {
        String[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    /** The verb of a path; empty for another word. */
    static Optional<RunVerb> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.word.equals(word)).findFirst();
    }
}
