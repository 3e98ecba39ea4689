package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.cli.JobDescriptorOpening;
import io.evac.inventory.FileProblemsException;
import org.junit.jupiter.api.Timeout;

/** Job descriptors: one with a name, or every problem with its place. */
@Timeout(10)
class JobFuzzTest {
    @FuzzTest
    void job(byte[] content) {
        try {
            Harmless.message(JobDescriptorOpening.read(content));
        } catch (FileProblemsException refused) {
            Places.check(content, refused);
        }
    }
}
