package io.evac.driver.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceFileReaderTest {
    private static InstanceFile read(String yaml) {
        return InstanceFileReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theExampleOfTheContractIsRead() {
        InstanceFile file = read("""
                start: ./ctl start         # LSB
                stop: ./ctl stop
                stopTimeout: 10s
                status: ./ctl 'status now' "a \\"b"
                health: ./ctl health
                autostart: true
                cpus: 1
                memory: 64MiB
                runtime: [run/*.sock, cache/]
                """);
        assertThat(file.problems()).isEmpty();
        assertThat(file.status()).containsExactly("./ctl", "status now", "a \"b");
        assertThat(file.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(file.autostart()).isTrue();
        assertThat(file.memory().bytes()).isEqualTo(64 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\u0000",
                "start: [",
                "a: &a [1]\nb: [*a, *a]",
                "start: !!java.net.URL [http://localhost]",
                "start: x\nstart: y",
                "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
                "start: ./ctl $HOME",
                "start: ./ctl > log",
                "start: 'open",
                "stop: {a: b}",
                "status: [1, [2]]",
                "cpus: -1",
                "memory: lots",
                "stopTimeout: soon",
                "autostart: maybe",
                "runtime: ../x",
                "runtime: ['*']",
                "runtime: [../etc]",
                "colour: red",
                "start: \"a\\nb\"",
                "stop: ''",
                "memory: 99999999999999PiB",
                "cpus: 99999999999999999999999999"
            })
    void whateverIsWrongIsAProblemAndNothingElse(String yaml) {
        InstanceFile file = read(yaml);
        assertThat(file.problems())
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p)
                        .startsWith("instance.yaml: ")
                        .contains(". Maybe ")
                        .doesNotContain("\n"));
    }

    @Test
    void aHugeFileIsNotParsed() {
        assertThat(read("a".repeat(InstanceFileReader.MAX_BYTES + 1)).problems())
                .first()
                .asString()
                .contains("64KiB");
    }

    @Test
    void wordsAreSplitAsAShellDoesWithoutExpansion() {
        assertThat(Words.split("  a 'b c' \"d'e\" f\\ g h#i '' x~"))
                .isEqualTo(List.of("a", "b c", "d'e", "f g", "h#i", "", "x~"));
    }
}
