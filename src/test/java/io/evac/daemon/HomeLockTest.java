package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
    @TempDir
    Path folder;

    /** Another process: takes the lock, says so, and holds it until its input ends. */
    public static final class Holder {
        public static void main(String[] args) throws Exception {
            try (HomeLock lock = HomeLock.acquire(new Home(Path.of(args[0])))) {
                System.out.println("held");
                System.in.read();
            }
        }
    }

    @Test
    void aSecondProcessIsToldWhoOwnsTheDirectory() throws Exception {
        Home home = new Home(folder);
        Process owner = holder();
        try {
            assertThat(HomeLock.held(home)).isTrue();
            assertThatThrownBy(() -> HomeLock.acquire(home))
                    .isInstanceOf(HomeLock.OwnedException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("pid " + owner.pid() + ", since 20");
        } finally {
            owner.destroyForcibly();
            assertThat(owner.waitFor(180, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theDirectoryIsFreeAfterKillMinusNine() throws Exception {
        Home home = new Home(folder);
        Process owner = holder();
        owner.destroyForcibly();
        assertThat(owner.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(HomeLock.held(home)).isFalse();
        try (HomeLock lock = HomeLock.acquire(home)) {
            assertThat(Home.read(home.pid()))
                    .contains(String.valueOf(ProcessHandle.current().pid()));
            assertThat(lock).isNotNull();
        }
    }

    private Process holder() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        return process;
    }
}
