package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.migration.FailureException;
import io.evac.remote.tree.ManifestOpening;
import org.junit.jupiter.api.Timeout;

/** What a host says of the files of an instance: none of them lies outside of it. */
@Timeout(10)
class ManifestFuzzTest {
    @FuzzTest
    void manifest(byte[] said) {
        try {
            for (String path : ManifestOpening.paths(said)) {
                if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
                    throw new AssertionError("outside: " + path);
                }
            }
        } catch (FailureException refused) {
            Harmless.message(refused.getMessage());
        }
    }
}
