package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExclusionsTest {
    @Test
    void patternsMatchNamesOrPathsAndWhatIsBelow() {
        Exclusions out = new Exclusions(List.of("*.lock", "cache/tmp", "r?n/"));
        for (String path :
                List.of("ctl.pid", "a/b/x.pid", "x.lock", "cache/tmp", "cache/tmp/a/b", "d/run/x", "x.lock/y")) {
            assertThat(out.excludes(path)).as(path).isTrue();
        }
        for (String path : List.of("cache", "a/cache/tmp", "pid", "x.lockx", "ruun", ".")) {
            assertThat(out.excludes(path)).as(path).isFalse();
        }
    }
}
