package io.evac.driver.files;

import static io.evac.driver.files.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;

import io.evac.remote.Command;
import io.evac.remote.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tar.sh} says and does, with a receiver in ssh's place that notes what it saw. */
class TarScriptTest {
    private static final String LET_GO = "\n".repeat(40);

    @TempDir
    Path dir;

    Path bin;
    Path folder;

    @BeforeEach
    void build() throws Exception {
        bin = Files.createDirectories(dir.resolve("bin"));
        Files.createDirectories(dir.resolve("copy"));
        ssh("echo a greeting; echo evac-ready; cat >'%1$s/got' && echo yes >'%1$s/end'".formatted(dir));
        Result kept = shell().run(Scripts.NAMES
                .command(dir.resolve("keys").toString(), "web")
                .withStdin("./a\0".getBytes(StandardCharsets.US_ASCII)));
        folder = Path.of(kept.out().strip());
        assertThat(folder.getParent()).isEqualTo(dir.resolve("keys"));
    }

    private LocalShell shell() {
        return new LocalShell(bin + ":" + System.getenv("PATH"));
    }

    private void ssh(String script) throws Exception {
        program("ssh", script);
    }

    private void program(String name, String script) throws Exception {
        Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        sh(bin, "chmod 755 " + name);
    }

    private Result send(String orders, String packer) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of(folder.toString(), dir.resolve("copy").toString(), "1000", "2"));
        arguments.addAll(List.of("sh", "-c", packer));
        String all = "key\n.\nknown\n.\nconfig\n.\n" + orders;
        return shell().run(Command.of(Scripts.TAR.argv(arguments.toArray(String[]::new)))
                .withStdin(all.getBytes(StandardCharsets.US_ASCII))
                .withTimeout(Duration.ofSeconds(30)));
    }

    private static long sum(Result result) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith("+"))
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Test
    void everyByteIsCountedAndTheFolderIsGone() throws Exception {
        Result result = send(LET_GO + "whole\n", "cat >&2; head -c 4001 /dev/zero");
        assertThat(result.exit()).isZero();
        assertThat(result.out().lines()).first().isEqualTo("ready");
        assertThat(result.out().lines()).contains("packed 0").last().isEqualTo("unpacked 0");
        assertThat(result.out()).contains("pack ./a");
        assertThat(sum(result)).isEqualTo(4001);
        assertThat(dir.resolve("got")).hasSize(4001);
        assertThat(dir.resolve("end")).exists();
        assertThat(folder).doesNotExist();
    }

    @Test
    void withoutTheWordWholeTheReceiverNeverSeesAnEnd() throws Exception {
        ssh("echo evac-ready; cat >/dev/null; sync; echo yes >'" + dir.resolve("end") + "'");
        Result result = send(LET_GO, "head -c 3000 /dev/zero; echo I failed >&2; exit 2");
        assertThat(result.exit()).isEqualTo(94);
        assertThat(result.out().lines()).contains("pack I failed", "packed 2").noneMatch(l -> l.startsWith("unpacked"));
        assertThat(dir.resolve("end")).doesNotExist();
        assertThat(folder).doesNotExist();
    }

    @Test
    void theEndOfOrdersStopsAPackerInTheMiddle() throws Exception {
        Result result = send("\n\n", "cat /dev/zero");
        assertThat(result.exit()).isEqualTo(94);
        assertThat(sum(result)).isBetween(1L, 4000L);
        assertThat(result.out()).doesNotContain("packed");
        assertThat(dir.resolve("end")).doesNotExist();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aReceiverThatTakesNoMoreIsHeard() throws Exception {
        ssh("echo evac-ready; head -c 1000 >/dev/null; i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo w$i >&2; done;"
                + " echo No space left on device >&2; exit 2");
        Result result = send("\n".repeat(2000) + "whole\n", "cat /dev/zero");
        assertThat(result.exit()).isZero();
        assertThat(result.out().lines())
                .contains("broken", "unpack w50", "unpack No space left on device")
                .doesNotContain("unpack w20")
                .last()
                .isEqualTo("unpacked 2");
    }

    @Test
    void withoutAReceiverNothingIsPacked() throws Exception {
        ssh("echo Permission denied >&2; exit 255");
        Result result = send(LET_GO, "touch '" + dir.resolve("packed") + "'");
        assertThat(result.out().lines()).containsExactly("unpack Permission denied", "unpacked 255");
        assertThat(dir.resolve("packed")).doesNotExist();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aDdThatTellsOnlyBlocksCountsNoLess() throws Exception {
        String dd = sh(dir, "command -v dd");
        program("dd", dd + " \"$@\" 2>'" + dir + "/all'; rc=$?; grep records '" + dir + "/all' >&2; exit $rc");
        Result result = send(LET_GO + "whole\n", "head -c 4001 /dev/zero");
        assertThat(result.out().lines()).last().isEqualTo("unpacked 0");
        assertThat(sum(result)).isBetween(4001L, 10_000L);
        assertThat(dir.resolve("got")).hasSize(4001);
    }

    @Test
    void ordersThatEndTooSoonSendNothing() throws Exception {
        List<String> arguments = List.of(folder.toString(), dir.toString(), "1000", "2", "true");
        Result result = shell().run(Command.of(Scripts.TAR.argv(arguments.toArray(String[]::new)))
                .withStdin("key\n.\nkno".getBytes(StandardCharsets.US_ASCII)));
        assertThat(result.exit()).isEqualTo(93);
        assertThat(result.out()).isEmpty();
        assertThat(folder).doesNotExist();
    }
}
