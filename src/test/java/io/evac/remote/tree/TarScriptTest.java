package io.evac.remote.tree;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evac.remote.Command;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code tar.sh} says and does, with a receiver in ssh's place that notes what it saw; by every shell there is. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox"})
class TarScriptTest {
    private static final String LET_GO = "\n".repeat(40);
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final String A_REAL_ERROR_AMONG_OTHERS = """
            echo 'tar: ./a: Cannot open: Permission denied' >&2
            i=0
            while [ $i -lt 100 ]; do i=$((i+1)); echo "tar: ./f$i: file changed as we read it" >&2; done
            exit 2""";

    @TempDir
    Path dir;

    private final Path kind;
    Path bin;
    Path folder;

    TarScriptTest(String kind) {
        this.kind = Path.of("/bin", kind);
    }

    @BeforeEach
    void build() throws Exception {
        assumeThat(kind).as("that shell is installed").isExecutable();
        bin = Files.createDirectories(dir.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("sh"), kind);
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

    /** All orders at once, and their end. */
    private Result send(String orders, String packer) throws Exception {
        return shell().run(command(packer).withStdin(bytes(orders)).withTimeout(TIME));
    }

    private Command command(String packer) {
        String copy = dir.resolve("copy").toString();
        return Command.of(Scripts.TAR.argv(folder.toString(), copy, "1000", "2", Faults.HARMLESS, "sh", "-c", packer));
    }

    private static byte[] bytes(String orders) {
        return ("key\n.\nknown\n.\nconfig\n.\n" + orders).getBytes(StandardCharsets.US_ASCII);
    }

    /** Orders that end when that was said; returns all that was said. */
    private List<String> stopped(String orders, String packer, Predicate<String> said) throws Exception {
        try (RemoteStream stream = shell().open(command(packer));
                BufferedReader out = new BufferedReader(new InputStreamReader(stream.stdout()))) {
            stream.stdin().write(bytes(orders));
            stream.stdin().flush();
            List<String> lines = new ArrayList<>();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (said.test(line)) {
                    stream.stdin().close();
                }
            }
            assertThat(stream.await(TIME)).isEqualTo(94);
            return lines;
        }
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
        // The dd in busybox's own shell tells blocks only.
        assertThat(sum(result)).isBetween(4001L, kind.endsWith("busybox") ? 5000L : 4001L);
        assertThat(dir.resolve("got")).hasSize(4001);
        assertThat(dir.resolve("end")).exists();
        assertThat(folder).doesNotExist();
    }

    @Test
    void withoutTheWordWholeTheReceiverNeverSeesAnEnd() throws Exception {
        ssh("echo evac-ready; cat >/dev/null; sync; echo yes >'" + dir.resolve("end") + "'");
        List<String> said =
                stopped(LET_GO, "head -c 3000 /dev/zero; echo I failed >&2; exit 2", line -> line.startsWith("packed"));
        assertThat(said).contains("pack I failed", "packed 2").noneMatch(line -> line.startsWith("unpacked"));
        assertThat(dir.resolve("end")).doesNotExist();
        assertThat(folder).doesNotExist();
    }

    @Test
    void theEndOfOrdersStopsAPackerInTheMiddle() throws Exception {
        List<String> said = stopped("\n\n", "cat /dev/zero", line -> line.startsWith("+"));
        assertThat(said).filteredOn(line -> line.startsWith("+")).hasSizeBetween(1, 2);
        assertThat(said).noneMatch(line -> line.startsWith("packed"));
        assertThat(dir.resolve("end")).doesNotExist();
        assertThat(folder).doesNotExist();
    }

    @Test
    void theEndOfOrdersIsHeardBeforeTheReceiverIsThere() throws Exception {
        ssh("exec sleep 100");
        Result result = send(LET_GO, "touch '" + dir.resolve("packed") + "'");
        assertThat(result.out().lines()).noneMatch(line -> line.equals("ready"));
        assertThat(dir.resolve("packed")).doesNotExist();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aRealErrorIsToldHoweverManyAreHarmless() throws Exception {
        Result result = send(LET_GO + "whole\n", A_REAL_ERROR_AMONG_OTHERS);
        assertThat(result.out().lines())
                .contains("packed 2")
                .filteredOn(line -> line.startsWith("pack "))
                .containsExactly(
                        "pack tar: ./a: Cannot open: Permission denied", "pack tar: ./f1: file changed as we read it");
    }

    @Test
    void aRelayedPackerTellsItToo() throws Exception {
        String copy = dir.resolve("copy").toString();
        String packer = "cat; " + A_REAL_ERROR_AMONG_OTHERS;
        Result result = shell().run(Scripts.SEND
                .command(copy, Faults.HARMLESS, "sh", "-c", packer)
                .withStdin("./a\0\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEqualTo("./a\0\n");
        assertThat(result.err().lines())
                .containsExactly("tar: ./a: Cannot open: Permission denied", "tar: ./f1: file changed as we read it");
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
        Result result = send(LET_GO + "whole\n", "touch '" + dir.resolve("packed") + "'");
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
        Result result = shell().run(command("true").withStdin("key\n.\nkno".getBytes(StandardCharsets.US_ASCII)));
        assertThat(result.exit()).isEqualTo(93);
        assertThat(result.out()).isEmpty();
        assertThat(folder).doesNotExist();
    }
}
