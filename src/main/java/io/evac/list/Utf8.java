package io.evac.list;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Looks for the first byte of a file that is not UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** Where a file stops being UTF-8. */
    record Fault(int line, int column, int value) {}

    static Optional<Fault> fault(byte[] content) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(8192);
        int line = 1;
        int column = 1;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            out.flip();
            while (out.hasRemaining()) {
                char c = out.get();
                if (c == '\n') {
                    line++;
                    column = 1;
                } else if (c != '\uFEFF' && !Character.isLowSurrogate(c)) {
                    column++;
                }
            }
            out.clear();
            if (result.isError()) {
                return Optional.of(new Fault(line, column, content[in.position()] & 0xff));
            }
            if (result.isUnderflow()) {
                return Optional.empty();
            }
        }
    }

    /** Whether the file starts as UTF-16 or UTF-32 would. */
    static boolean looksWide(byte[] content) {
        if (content.length < 2) {
            return false;
        }
        int first = content[0] & 0xff;
        int second = content[1] & 0xff;
        return first == 0xff && second == 0xfe || first == 0xfe && second == 0xff || first == 0 || second == 0;
    }
}
