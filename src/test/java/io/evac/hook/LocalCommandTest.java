package io.evac.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.hook.LocalCommand.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static Result shell(String script) {
        return new LocalCommand(LONG).run(List.of("sh", "-c", script));
    }

    @Test
    void onlyExitCodeZeroSaysThatItIsDone() {
        assertThat(shell("echo Chassis Power is off; echo really >&2"))
                .isEqualTo(new Result(true, "exit 0: Chassis Power is off\nreally"));
        assertThat(shell("echo no route; exit 3")).isEqualTo(new Result(false, "exit 3: no route"));
        assertThat(new LocalCommand(LONG)
                        .run(List.of(folder.resolve("none").toString()))
                        .words())
                .startsWith("it cannot be run: ");
    }

    @Test
    void argumentsAreDataAndNoShellReadsThem() {
        Path touched = folder.resolve("touched");
        Result result = new LocalCommand(LONG).run(List.of("echo", "$(touch " + touched + ")", "a  b"));
        assertThat(result.words()).isEqualTo("exit 0: $(touch " + touched + ") a  b");
        assertThat(Files.exists(touched)).isFalse();
    }

    @Test
    void oneThatTakesTooLongIsEndedWithItsChildren() throws Exception {
        Path pid = folder.resolve("pid");
        Result result = new LocalCommand(Duration.ofSeconds(1))
                .run(List.of("sh", "-c", "sleep 987 & echo $! > " + pid + "; wait"));
        assertThat(result.done()).isFalse();
        assertThat(result.words()).contains("was not done after 1 s and was ended");
        gone(pid);
    }

    /** Waits until the process of that number is not there any more. */
    private static void gone(Path pid) throws Exception {
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElse(ProcessHandle.current());
        if (!child.equals(ProcessHandle.current())) {
            child.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void muchOutputIsReadToItsEndAndKeptInPart() {
        Result result = shell("i=0; while [ $i -lt 20000 ]; do echo 123456789; i=$((i+1)); done");
        assertThat(result.done()).isTrue();
        assertThat(result.words().length()).isBetween(1500, 2100);
    }

    @Test
    void oneThatIsGivenAnEnvironmentHasNoOther() {
        Result result = new LocalCommand(LONG)
                .run(List.of("/usr/bin/env"), Map.of("EVAC_HOOK", "before-cutover", "EVAC_TO", "a b\nc"), "");
        assertThat(result.words().replaceFirst("exit 0: ", "").lines())
                .containsExactlyInAnyOrder("EVAC_HOOK=before-cutover", "EVAC_TO=a b", "c");
    }

    @Test
    void whatItMayReadComesOnItsInputAndNobodyMindsWhenItIsNotRead() {
        Map<String, String> none = Map.of();
        assertThat(new LocalCommand(LONG).run(List.of("/bin/cat"), none, "{\"a\": 1}"))
                .isEqualTo(new Result(true, "exit 0: {\"a\": 1}"));
        assertThat(new LocalCommand(LONG).run(List.of("/bin/true"), none, "x".repeat(10_000)))
                .isEqualTo(new Result(true, "exit 0"));
        assertThat(shell("exec /bin/cat")).as("there is nothing").isEqualTo(new Result(true, "exit 0"));
    }

    @Test
    void aChildThatOutlivesItIsLeftAloneAndNotWaitedFor() throws Exception {
        Path pid = folder.resolve("pid");
        Result result = shell("sleep 988 & echo $! > " + pid + "; echo begun");
        assertThat(result).isEqualTo(new Result(true, "exit 0: begun"));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        try {
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }
}
