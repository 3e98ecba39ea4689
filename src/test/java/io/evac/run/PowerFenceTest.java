package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerFenceTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void onlyExitCodeZeroProvesThatTheHostIsOff() {
        assertThat(new PowerFence(LONG).run(List.of("sh", "-c", "echo Chassis Power is off; echo really >&2")))
                .isEqualTo(new PowerFence.Result(true, "exit 0: Chassis Power is off\nreally"));
        assertThat(new PowerFence(LONG).run(List.of("sh", "-c", "echo no route; exit 3")))
                .isEqualTo(new PowerFence.Result(false, "exit 3: no route"));
        assertThat(new PowerFence(LONG)
                        .run(List.of(folder.resolve("none").toString()))
                        .words())
                .startsWith("it cannot be run: ");
    }

    @Test
    void argumentsAreDataAndNoShellReadsThem() {
        Path touched = folder.resolve("touched");
        PowerFence.Result result = new PowerFence(LONG).run(List.of("echo", "$(touch " + touched + ")", "a  b"));
        assertThat(result.words()).isEqualTo("exit 0: $(touch " + touched + ") a  b");
        assertThat(Files.exists(touched)).isFalse();
    }

    @Test
    void oneThatTakesTooLongProvesNothingAndIsEnded() {
        long pid = ProcessHandle.current().pid();
        PowerFence.Result result = new PowerFence(Duration.ofMillis(300)).run(List.of("sh", "-c", "sleep 987; exit 0"));
        assertThat(result.off()).isFalse();
        assertThat(result.words()).contains("was ended");
        RunWorld.await(() -> ProcessHandle.of(pid)
                .orElseThrow()
                .descendants()
                .noneMatch(child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains("sleep 987"))
                        .isPresent()));
    }

    @Test
    void muchOutputIsReadToItsEndAndKeptInPart() {
        PowerFence.Result result = new PowerFence(LONG)
                .run(List.of("sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo 123456789; i=$((i+1)); done"));
        assertThat(result.off()).isTrue();
        assertThat(result.words().length()).isBetween(1500, 2100);
    }
}
