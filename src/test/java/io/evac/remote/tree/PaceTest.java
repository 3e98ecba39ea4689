package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.evac.inventory.Rate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pace.sh} in real shells, before an {@code ssh} that keeps what it is told and a {@code sleep} that this test ends. */
@Timeout(600)
class PaceTest {
    @TempDir
    Path dir;

    /** Each sleep is let go; then nothing of a pacer may be left, and nobody writes here any more. */
    @AfterEach
    void nobodyIsLeft() throws Exception {
        try (RandomAccessFile ticks = new RandomAccessFile(dir.resolve("ticks").toFile(), "rw")) {
            ticks.write("\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> sh(
                                    Path.of("/"),
                                    "ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -- ' -> " + dir + "$' || true")
                            .isBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void soManyBytesGoInEveryQuarterOfASecond(String shell) throws Exception {
        Process pacer = start(shell, "1000 100");
        try (RandomAccessFile ticks = new RandomAccessFile(dir.resolve("ticks").toFile(), "rw");
                OutputStream rsync = pacer.getOutputStream()) {
            rsync.write(new byte[10]);
            rsync.flush();
            assertCame(10);
            rsync.write(new byte[9_990]);
            rsync.flush();
            for (int quarter = 1; quarter <= 3; quarter++) {
                assertCame(1000 * quarter);
                assertSlept(quarter);
                ticks.write('\n');
            }
            assertCame(4000);
            pace("3500 500");
            ticks.write('\n');
            assertCame(7500);
            assertSlept(5);
            ticks.write('\n');
            assertCame(10_000);
            rsync.close();
            assertThat(pacer.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertSlept(6);
            ticks.write('\n');
        }
        assertThat(pacer.exitValue()).as("ssh's own").isEqualTo(7);
        assertThat(new String(pacer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("-F config evac-destination rsync --server\nanswer\n");
    }

    /** rsync waits for the end of what ssh says before it ends itself, and closes nothing before. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void whenSshEndsNobodyKeepsItsAnswersOpen(String shell) throws Exception {
        Process pacer = start(shell, "1000 100", "echo no; exit 255");
        assertThat(new String(pacer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("no\n");
        assertThat(pacer.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(pacer.exitValue()).isEqualTo(255);
        pacer.getOutputStream().close();
    }

    /** Its own dd and its own sleep, which no program before them in the path replaces. */
    @Test
    void busyboxLetsAllOfItThrough() throws Exception {
        Process pacer = start("busybox", "250000 62500");
        byte[] all = new byte[1_000_003];
        new Random(7).nextBytes(all);
        try (OutputStream rsync = pacer.getOutputStream()) {
            rsync.write(all);
        }
        assertThat(pacer.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(pacer.exitValue()).as("ssh's own").isEqualTo(7);
        assertThat(dir.resolve("came")).hasBinaryContent(all);
    }

    private Process start(String shell, String pace) throws Exception {
        return start(shell, pace, "echo \"$*\"; cat >came; echo answer; exit 7");
    }

    private Process start(String shell, String pace, String ssh) throws Exception {
        assumeThat(Path.of("/bin", shell)).as("that shell is installed").isExecutable();
        Path bin = Files.createDirectories(dir.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin", shell));
        program("ssh", ssh);
        program("sleep", "[ $1 != 0.01 ] || exit 0; echo $1 >>slept; dd bs=1 count=1 <ticks >/dev/null 2>&1");
        sh(dir, "mkfifo ticks; : >slept");
        Files.writeString(dir.resolve("pace.sh"), Scripts.PACE.text());
        pace(pace);
        ProcessBuilder pacer = new ProcessBuilder(
                        bin.resolve("sh").toString(), "pace.sh", "evac-destination", "rsync", "--server")
                .directory(dir.toFile());
        pacer.environment().merge("PATH", bin.toString(), (old, first) -> first + ":" + old);
        return pacer.start();
    }

    private void program(String name, String script) throws Exception {
        Files.writeString(dir.resolve("bin").resolve(name), "#!/bin/bash\n" + script + "\n");
        sh(dir, "chmod +x bin/" + name);
    }

    /** As rsync.sh does. */
    private void pace(String line) throws Exception {
        Path next = Files.writeString(dir.resolve("pace.new"), line + "\n");
        Files.move(next, dir.resolve("pace"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void assertCame(long bytes) {
        await().atMost(Duration.ofMinutes(3)).until(() -> Files.exists(dir.resolve("came")) && size() >= bytes);
        assertThat(size()).isEqualTo(bytes);
    }

    private long size() {
        return dir.resolve("came").toFile().length();
    }

    /** It is in the background that it begins. */
    private void assertSlept(long quarters) throws Exception {
        await().atMost(Duration.ofMinutes(3)).until(() -> slept() >= quarters);
        assertThat(slept()).isEqualTo(quarters);
    }

    private long slept() throws Exception {
        return Files.readAllLines(dir.resolve("slept")).size();
    }

    @Test
    void aLimitThatComesAfterNoneHoldsBehindTheNextFourMebibytes() throws Exception {
        Process pacer = start("dash", "17179869184 65536");
        try (RandomAccessFile ticks = new RandomAccessFile(dir.resolve("ticks").toFile(), "rw");
                OutputStream rsync = pacer.getOutputStream()) {
            assertSlept(1);
            pace("1000 100");
            Thread writer = Thread.ofVirtual().start(() -> write(rsync, new byte[5 << 20]));
            ticks.write('\n');
            assertSlept(2);
            ticks.write('\n');
            assertSlept(3);
            assertThat(size()).isLessThanOrEqualTo((4 << 20) + 2000);
            pace("17179869184 65536");
            ticks.write("\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
            writer.join();
        }
        assertThat(pacer.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(size()).isEqualTo(5 << 20);
    }

    private static void write(OutputStream to, byte[] bytes) {
        try {
            to.write(bytes);
            to.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void aPaceIsAQuarterOfARateInReadsThatAreNoLarger() {
        assertThat(line("8Mbit")).isEqualTo("250000 62500\n");
        assertThat(line("1Gbit")).isEqualTo("31250000 65536\n");
        assertThat(line("8bit")).isEqualTo("1 1\n");
        assertThat(RsyncMover.Pace.of(Optional.empty()).line()).isEqualTo("17179869184 65536\n");
    }

    private static String line(String rate) {
        return RsyncMover.Pace.of(Optional.of(Rate.parse(rate))).line();
    }
}
