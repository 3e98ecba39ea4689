package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command line answers without any daemon. */
class CommandLineTest {
    private static final Path GOLDEN = Path.of("src/test/resources/cli/help.txt");

    @TempDir
    Path folder;

    private final Map<String, String> noEnvironment = Map.of();

    @Test
    void theHelpOfEveryCommandIsAsReviewed() throws IOException {
        Map<String, String> helps = new TreeMap<>();
        collect(line(), helps);
        String all = String.join("\n", helps.values());
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, all);
        }
        assertThat(all).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void whatIsBuiltForOneCommandLineSaysTheSameAsAllOfIt() {
        assertThat(Typed.at(noEnvironment, "--help").out()).isEqualTo(line().getUsageMessage());
        line().getSubcommands()
                .forEach((name, command) -> assertThat(
                                Typed.at(noEnvironment, name, "--help").out())
                        .isEqualTo(command.getUsageMessage()));
    }

    @Test
    void everyHelpHasTwoExamplesThatParse() {
        Map<String, String> helps = new TreeMap<>();
        collect(line(), helps);
        assertThat(helps).allSatisfy((name, help) -> {
            String[] examples =
                    help.substring(help.indexOf("Examples:")).lines().skip(1).toArray(String[]::new);
            assertThat(examples)
                    .as(name)
                    .hasSize(2)
                    .allSatisfy(example -> assertThat(example).contains("evac "));
            for (String example : examples) {
                String plain = example.replaceAll(".*?evac ", "").replaceAll("[>)].*", "");
                line().parseArgs(plain.strip().split(" +"));
            }
        });
    }

    @Test
    void aTypoGetsASuggestionAndExitCodeTwo() {
        Typed typed = Typed.at(noEnvironment, "staus");
        assertThat(typed.exit()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).contains("'staus'").contains("Maybe you meant status");
    }

    @Test
    void anUnknownOptionOfServeIsNotPassedOn() {
        assertThat(Typed.at(noEnvironment, "serve", "--prot", "1").exit()).isEqualTo(2);
        assertThat(Typed.at(noEnvironment, "serve", "--port", "1", "--spring.profiles.active=mysql")
                        .out())
                .isEqualTo("serve 1 true [--spring.profiles.active=mysql]\n");
        assertThat(Typed.at(noEnvironment, "serve", "--idle-exit", "soon").exit())
                .isEqualTo(2);
    }

    @Test
    void whatIsMissingSaysSo() {
        Typed typed = Typed.at(noEnvironment, "run", "x.csv", "--simulate");
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).contains("not in this version").contains("Maybe");
    }

    @Test
    void aListIsCheckedWithoutADaemon() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "instance,host\nweb-01,alpha\n$(reboot),alpha\n");
        Typed typed = Typed.at(noEnvironment, "list", "check", list.toString());
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.out()).startsWith(list + ":3:1: ").contains("Maybe");
        assertThat(typed.err()).contains("1 good rows, 1 problems");
        assertThat(Typed.at(noEnvironment, "list", "check", list.toString(), "--output", "json")
                        .out())
                .contains("\"schemaVersion\" : 1")
                .contains("\"line\" : 3");
    }

    @Test
    void aFileThatIsNotThereIsAnErrorAndNotAStackTrace() {
        Typed typed = Typed.at(noEnvironment, "list", "check", "/no/such/file");
        assertThat(typed.exit()).isEqualTo(1);
        assertThat(typed.err()).contains("cannot read /no/such/file").doesNotContain("\tat ");
    }

    @Test
    void aServerThatDoesNotAnswerIsUnreachable() {
        assertThat(Typed.at(Map.of("EVAC_TOKEN", "t"), "status", "--server", "http://127.0.0.1:1")
                        .exit())
                .isEqualTo(7);
        assertThat(Typed.at(noEnvironment, "status", "--server", "http://127.0.0.1:1")
                        .exit())
                .isEqualTo(2);
        assertThat(Typed.at(Map.of("EVAC_TOKEN", "t"), "status", "--server", "nonsense")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void completionIsAScriptForEachShell() {
        assertThat(Typed.at(noEnvironment, "completion", "bash").out())
                .contains("complete -F _complete_evac")
                .contains("serve", "resume", "restore", "finalize")
                .contains("--discard", "--host-is-off", "--power-fence", "--yes");
        assertThat(Typed.at(noEnvironment, "completion", "zsh").out()).startsWith("autoload -U +X bashcompinit");
    }

    private static CommandLine line() {
        return new Evac(Terminal.system(), Map.of(), new Launches((settings, properties, answers) -> 0, folder -> 0))
                .commandLine();
    }

    private static void collect(CommandLine line, Map<String, String> helps) {
        helps.put(line.getCommandSpec().qualifiedName(), line.getUsageMessage());
        line.getSubcommands().values().forEach(sub -> collect(sub, helps));
    }
}
