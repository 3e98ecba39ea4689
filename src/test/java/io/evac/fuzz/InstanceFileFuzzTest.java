package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.driver.files.InstanceFileOpening;
import org.junit.jupiter.api.Timeout;

/** What an instance says about itself: every oddity is a problem of that instance, and of nothing else. */
@Timeout(10)
class InstanceFileFuzzTest {
    @FuzzTest
    void instance(byte[] yaml) {
        InstanceFileOpening.problems(yaml).forEach(Harmless::advice);
        for (String word : InstanceFileOpening.words(yaml)) {
            if (word.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
                throw new AssertionError("a word with a control character: " + word);
            }
        }
    }
}
