package io.evac.web;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A command as one would type it; whatever a shell could take for something else is quoted. */
final class Typed {
    private static final String PLAIN = "[A-Za-z0-9_./:,=@%+-]+";

    private Typed() {}

    static String of(String... words) {
        return Arrays.stream(words).map(Typed::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
