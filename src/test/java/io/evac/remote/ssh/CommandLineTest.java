package io.evac.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever an argument holds, the program gets exactly that, whichever shell the account logs in with. */
class CommandLineTest {
    /** Those of them that this machine has. */
    private static final List<Path> LOGIN_SHELLS = Stream.of(
                    "/bin/sh",
                    "/bin/bash",
                    "/bin/dash",
                    "/bin/ksh",
                    "/bin/zsh",
                    "/bin/tcsh",
                    "/bin/csh",
                    "/usr/bin/fish")
            .map(Path::of)
            .filter(Files::isExecutable)
            .toList();

    @Provide
    Arbitrary<List<String>> hostile() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "'", "\"", "\\", "!", "\n", "\r", "\t", "$", "`", "$(id)", "${x}", "%s", "-", "--", "*", "~"),
                Arbitraries.of("?", "[a]", "{a,b}", "(", ")", "<", ">", ";", "&", "|", "#", "^", "=", " ", "a", "0"),
                Arbitraries.of("é", "漢", "😀", "\u0001", "\u007f", "\u202e", "\\n", "\\'", "!!", "''"));
        return parts.list().ofMaxSize(12).map(p -> String.join("", p)).list().ofMaxSize(5);
    }

    @Property(tries = 60)
    void argumentsArriveAsTheyAre(@ForAll("hostile") List<String> arguments) throws Exception {
        for (Path shell : LOGIN_SHELLS) {
            assertThat(arriving(shell, arguments)).as("through %s", shell).isEqualTo(arguments);
        }
    }

    @Example
    void emptyArgumentsAndTrailingLineBreaksStay() throws Exception {
        List<String> arguments = List.of("", "\n", "a\n\n", "", "-n", "-e", "--", "x'\n'y");

        assertThat(arriving(Path.of("/bin/sh"), arguments)).isEqualTo(arguments);
    }

    @Example
    void nothingButTheFewPortableQuotesLeaves() {
        String line = CommandLine.of(List.of("a'b", "c\\d", "e!f", "g\nh"));

        assertThat(line).doesNotContain("\n");
        assertThat(line.replace("'\\''", "").replace("'\\\\'", "").replace("'\\!'", ""))
                .doesNotContain("\\", "!")
                .matches("exec /bin/sh -c '[^']*'");
    }

    @Example
    void aProgramThatLooksLikeAnOptionIsRefused() {
        assertThatThrownBy(() -> CommandLine.of(List.of("-c", "true"))).isInstanceOf(IllegalArgumentException.class);
    }

    /** What a program that prints its arguments, each ended by NUL, gets. */
    private static List<String> arriving(Path shell, List<String> arguments) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("printf", "%s\\0", "first"));
        argv.addAll(arguments);
        Process process = new ProcessBuilder(shell.toString(), "-c", CommandLine.of(argv)).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        List<String> all = List.of(out.split("\0", -1));
        return all.subList(1, all.size() - 1);
    }
}
