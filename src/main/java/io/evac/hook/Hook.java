package io.evac.hook;

import io.evac.inventory.Texts;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is called when.
 *
 * @param name of the daemon's configuration, which says what that is: no descriptor names a command
 */
public record Hook(HookPoint at, String name, OnFailure onFailure) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** What follows when it fails, or is not done in time. */
    public enum OnFailure {
        /**
         * Nothing is begun: behind a failed {@code before-cutover} the instance is not stopped and its move fails, behind a
         * failed {@code before-host} so do all moves from that host; behind a failed {@code after-} one no further cutover of
         * the run begins.
         */
        STOP,
        /** An event says so, and all goes on. */
        GO_ON;

        /** As descriptors have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** @throws IllegalArgumentException for another word */
        public static OnFailure of(String word) {
            return Arrays.stream(values())
                    .filter(effect -> effect.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "not what may follow: " + Texts.quoted(word) + ". Maybe stop or go-on"));
        }
    }

    /** @throws IllegalArgumentException for what is no name */
    public Hook {
        name(name);
    }

    /**
     * The text, which may name a hook.
     *
     * @throws IllegalArgumentException when it may not
     */
    public static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("not the name of a hook: " + Texts.quoted(text)
                    + ". Maybe one of evac.hooks in config/application.yaml: a-z, 0-9 and -, at most 40");
        }
        return text;
    }

    /** @param onFailure empty for the usual: {@code stop} before, {@code go-on} behind */
    public static Hook of(HookPoint at, String name, Optional<OnFailure> onFailure) {
        return new Hook(at, name, onFailure.orElse(at.before() ? OnFailure.STOP : OnFailure.GO_ON));
    }

    /**
     * Reads {@code before-cutover=NAME} or {@code before-cutover=NAME:go-on}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Hook parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(
                    "not a hook: " + Texts.quoted(text) + ". Maybe before-cutover=NAME, or before-cutover=NAME:go-on");
        }
        String rest = text.substring(equals + 1);
        int colon = rest.indexOf(':');
        return of(
                HookPoint.of(text.substring(0, equals)),
                colon < 0 ? rest : rest.substring(0, colon),
                colon < 0 ? Optional.empty() : Optional.of(OnFailure.of(rest.substring(colon + 1))));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return at.word() + "=" + name + ":" + onFailure.word();
    }
}
