package io.evac.fuzz;

import io.evac.inventory.FileProblem;
import io.evac.inventory.FileProblemsException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a problem points into the file that it is about. */
final class Places {
    /** YAML has more ways to end a line than a list. */
    private static final Pattern YAML = Pattern.compile("\r\n|[\r\n\\u0085\\u2028\\u2029]");

    private static final Pattern LIST = Pattern.compile("\r\n|\r|\n");

    private final String[] lines;

    private Places(Pattern breaks, String text) {
        lines = breaks.split(text.startsWith("\uFEFF") ? text.substring(1) : text, -1);
    }

    static Places ofList(String text) {
        return new Places(LIST, text);
    }

    /** Line and column exist; the column may be the one behind the last. */
    void check(int line, int column) {
        if (line < 1 || line > lines.length) {
            throw new AssertionError("line " + line + " of " + lines.length);
        }
        int length = lines[line - 1].codePointCount(0, lines[line - 1].length());
        if (column < 1 || column > length + 1) {
            throw new AssertionError("column " + column + " in line " + line + " of " + length);
        }
    }

    /** Every problem of a YAML file points into it, and says what, and what to do. */
    static void check(byte[] content, FileProblemsException refused) {
        Optional<Places> places = utf8(content).map(text -> new Places(YAML, text));
        for (FileProblem problem : refused.problems()) {
            Harmless.advice(problem.toString());
            places.ifPresent(file -> file.check(problem.line(), problem.column()));
        }
    }

    /** The text of a file; empty where it has none. */
    static Optional<String> utf8(byte[] content) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
