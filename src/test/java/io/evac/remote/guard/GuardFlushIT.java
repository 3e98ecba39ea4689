package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardState;
import io.evac.migration.GuardUnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How records and renames are made durable, by what a host's {@code sync} and {@code dd} can do. */
class GuardFlushIT {
    private static final Duration BUDGET = Duration.ofSeconds(120);

    @ParameterizedTest
    @MethodSource("io.evac.remote.guard.Surroundings#flushes")
    void recordsAreFlushedBeforeAndAfterTheyCountAndSoAreRenames(Surroundings on) throws IOException {
        try (GuardBench bench = new GuardBench(on.shell(), on.flush())) {
            Flushes flushes = new Flushes(bench, on);
            bench.opened();
            assertThat(bench.source.doctor()).containsEntry("flush", on.flush().fact());
            flushes.clear();
            assertThat(bench.source
                            .quiesce(bench.name, bench.ticket(), 1, BUDGET)
                            .state())
                    .isEqualTo(GuardState.QUIESCED);
            flushes.assertRecord(2);
            flushes.clear();
            bench.source.fence(bench.name, bench.ticket(), 1);
            flushes.assertRecord(3);
            flushes.assertRename();
            assertThat(bench.source.unfence(bench.name, bench.ticket(), true).running())
                    .isEqualTo(RunState.RUNNING);
            assertThat(flushes.leftovers()).isEmpty();
        }
    }

    @Test
    void withoutAnyTheGuardIsNotInstalled() {
        try (GuardBench bench = new GuardBench(HostShell.installed().getFirst(), HostFlush.NONE)) {
            assertThatThrownBy(() -> bench.source.doctor())
                    .isInstanceOf(GuardUnreachableException.class)
                    .hasMessageContaining("neither sync nor dd conv=fsync");
        }
    }

    @Test
    void toolsThatChangeAreFoundOutWhenTheOldOnesFail() {
        try (GuardBench bench = new GuardBench(HostShell.installed().getFirst(), HostFlush.NAMES)) {
            bench.opened();
            HostFlush.DD.install(bench.directory.resolve("bin"), bench.directory.resolve("flushes"));
            assertThat(bench.source
                            .quiesce(bench.name, bench.ticket(), 1, BUDGET)
                            .state())
                    .isEqualTo(GuardState.QUIESCED);
            assertThat(bench.source.fence(bench.name, bench.ticket(), 1).away()).isTrue();
            assertThat(bench.source.doctor()).containsEntry("flush", "dd");
        }
    }

    /** The log of both programs. */
    private record Flushes(GuardBench bench, HostFlush flush) {
        Flushes(GuardBench bench, Surroundings on) {
            this(bench, on.flush());
            flush.install(bench.directory.resolve("bin"), log());
        }

        private Path log() {
            return bench.directory.resolve("flushes");
        }

        void clear() throws IOException {
            Files.writeString(log(), "");
        }

        void assertRecord(int number) throws IOException {
            Path record = bench.instanceFiles("a").resolve("r/" + number);
            List<String> expected = switch (flush) {
                case NAMES -> List.of("sync .*/tmp/[0-9]+[.]record", "sync " + record.getParent());
                case IGNORES, REFUSES, DD ->
                    List.of("dd .*of=.*/tmp/[0-9]+[.]record .*fsync", "dd .*of=" + record + " .*fsync");
                case SYNC, NONE -> List.of("sync ", "sync ");
            };
            assertThat(Files.readString(log())).containsPattern("(?m)^" + String.join("$[\\s\\S]*^", expected) + "$");
        }

        void assertRename() throws IOException {
            String from = bench.home("a").getParent().toString();
            String to = bench.source.root() + "/away";
            List<String> expected = switch (flush) {
                case NAMES -> List.of("sync " + from + " " + to);
                case IGNORES, REFUSES, SYNC, NONE -> List.of("sync ");
                case DD ->
                    List.of(
                            "dd .*of=" + from + "/[.]evac-flush[^ ]* .*fsync",
                            "dd .*of=" + to + "/[.]evac-flush[^ ]* .*fsync");
            };
            assertThat(Files.readString(log())).containsPattern("(?m)^" + String.join("$[\\s\\S]*^", expected) + "$");
        }

        List<Path> leftovers() throws IOException {
            try (var files = Files.walk(bench.directory.resolve("a"))) {
                return files.filter(f -> f.getFileName().toString().contains("flush."))
                        .toList();
            }
        }
    }
}
