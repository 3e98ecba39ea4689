package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Durations;
import io.evac.inventory.Rate;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;

/** Limits, rates, times and sizes as people write them: what can be written again is read as the same. */
@Timeout(10)
class ValuesFuzzTest {
    @FuzzTest
    void values(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        check(text, Bandwidth::parse, Bandwidth::toString);
        check(text, Rate::parse, Rate::exact);
        check(text, Durations::parse, Durations::text);
        // A size is rounded when it is written.
        check(text, ByteSize::parse, size -> text);
    }

    private static <T> void check(String text, Function<String, T> reader, Function<T, String> writer) {
        T value;
        try {
            value = reader.apply(text);
        } catch (IllegalArgumentException refused) {
            Harmless.advice(refused.getMessage());
            return;
        }
        String written = writer.apply(value);
        if (!reader.apply(written).equals(value)) {
            throw new AssertionError(value + " is written as " + written + ", which is another");
        }
    }
}
