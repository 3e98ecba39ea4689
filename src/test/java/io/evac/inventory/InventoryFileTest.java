package io.evac.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryFileTest {
    @TempDir
    private Path folder;

    private final InventoryFile reader =
            new InventoryFile(Map.of("files", Set.of("root", "transfer"), "simulated", Set.of()));

    private Inventory read(String text) throws IOException, FileProblemsException {
        return reader.read(Files.writeString(folder.resolve("hosts.yaml"), text));
    }

    private List<FileProblem> problems(String text) {
        return catchThrowableOfType(FileProblemsException.class, () -> read(text))
                .problems();
    }

    @Test
    void takesAListOnlyForAKeyThatMayBeOne() throws Exception {
        String hosts = "hosts: [{name: a, address: a, driver: x, x: {one: %s, many: %s}}]\nssh: {}\n";
        InventoryFile lists = new InventoryFile(Map.of("x", Set.of("one", "many")), Map.of("x", Set.of("many")));
        Path file = Files.writeString(folder.resolve("hosts.yaml"), hosts.formatted("/a", "[/b, /c]"));
        Map<String, Object> settings = lists.read(file).host(new HostName("a")).settings();
        assertThat(settings).containsEntry("one", "/a").containsEntry("many", List.of("/b", "/c"));
        Files.writeString(file, hosts.formatted("[/a]", "/b"));
        assertThat(catchThrowableOfType(FileProblemsException.class, () -> lists.read(file))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("one must be a single value"));
    }

    @Test
    void readsTheExampleOfTheContract() throws Exception {
        Inventory inventory = read("""
                hosts:
                  - name: alpha
                    address: 192.0.2.11
                    driver: files
                    capacity: {cpus: 16, memory: 64GiB, disk: 2TiB}
                    slots: {out: 2, in: 3}
                    bandwidth: [{from: "08:00", to: "18:00", limit: 100Mbit}]
                    accepts: true
                    labels: {rack: r7}
                    powerFence: ["ipmitool", "-H", "x", "power", "off"]
                    files: {root: /srv/evac}
                  - {name: beta, address: beta.example.org, port: 2222, user: evac, sudo: true, jump: alpha, driver: simulated,
                     bandwidth: 1Gbit, accepts: false}
                ssh: {identity: ~/.ssh/evac_ed25519, knownHosts: keys/known_hosts}
                """);
        Host alpha = inventory.host(new HostName("alpha"));
        assertThat(alpha.address()).hasToString("root@192.0.2.11:22");
        assertThat(alpha.slots()).isEqualTo(new Slots(2, 3));
        assertThat(alpha.bandwidth().at(LocalTime.of(9, 0))).contains(Rate.parse("100Mbit"));
        assertThat(alpha.bandwidth().at(LocalTime.of(18, 0))).isEmpty();
        assertThat(alpha.powerFence()).hasSize(5);
        assertThat(alpha.settings()).containsEntry("root", "/srv/evac");
        assertThat(alpha.capacity().memory()).contains(ByteSize.parse("64GiB"));
        Host beta = inventory.host(new HostName("beta"));
        assertThat(beta.address().jump()).contains(new HostName("alpha"));
        assertThat(beta.address().sudo()).isTrue();
        assertThat(alpha.address().sudo()).isFalse();
        assertThat(beta.accepts()).isFalse();
        assertThat(inventory.ssh().identity()).hasToString(System.getProperty("user.home") + "/.ssh/evac_ed25519");
        assertThat(inventory.ssh().knownHosts()).isEqualTo(folder.resolve("keys/known_hosts"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "adress: x                    | 3 | unknown key \"adress\"",
                "address: y                   | 3 | the key address stands twice, first in line 2",
                "port: 70000                  | 3 | not a port: 70000",
                "port: ssh                    | 3 | not a whole number",
                "slots: {out: 0}              | 3 | slots must be at least 1",
                "slots: 3                     | 3 | slots must hold keys and values",
                "capacity: {memory: lots}     | 3 | not a size: \"lots\"",
                "capacity: {ram: 1GiB}        | 3 | unknown key \"ram\"",
                "bandwidth: fast              | 3 | not a rate: \"fast\"",
                "bandwidth: [{from: a}]       | 3 | not a time of day: \"a\"",
                "accepts: maybe               | 3 | not true or false",
                "jump: omega                  | 3 | the jump host \"omega\" is not in this file",
                "jump: a                      | 3 | the jumps of this host go in a circle",
                "files: {rot: /x}             | 3 | unknown key \"rot\"",
                "sudo: true                   | 3 | sudo is not for the user \"root\"",
                "sudo: true, user: 'a,b'      | 3 | sudo is not for the user \"a,b\"",
                "powerFence: off              | 3 | powerFence must be a list",
            })
    void namesTheLineOfEveryProblem(String extra, int line, String message) {
        String text = "hosts:\n  - {name: a, address: x, driver: files,\n     " + extra + "}\n";
        assertThat(problems(text)).anySatisfy(p -> {
            assertThat(p.message()).contains(message);
            assertThat(p.line()).isEqualTo(line);
            assertThat(p.remedy()).startsWith("Maybe ");
        });
    }

    @Test
    void findsAllProblemsAtOnce() {
        assertThat(problems("hosts:\n - {name: a/b, address: x, driver: vmware}\n - {name: c}\nshh: {}\n"))
                .extracting(FileProblem::line)
                .containsExactly(2, 2, 3, 3, 4);
    }

    @Test
    void refusesTwoHostsOfOneName() {
        assertThat(problems(
                        "hosts:\n - {name: a, address: x, driver: files}\n - {name: a, address: y, driver: files}\n"))
                .singleElement()
                .satisfies(
                        p -> assertThat(p.toString()).contains("hosts.yaml:3:").contains("stands twice"));
    }

    @Test
    void saysWhereTheSyntaxBreaks() {
        assertThat(problems("hosts:\n  - name: \"a\n"))
                .singleElement()
                .satisfies(p -> assertThat(p.line()).isGreaterThanOrEqualTo(2));
        assertThat(problems("- a\n- b\n")).hasSize(1);
        assertThat(problems(""))
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("hosts"));
        assertThat(problems("hosts: [&a [*a]]")).isNotEmpty();
    }

    @Test
    void saysWhenTheFileIsMissing() {
        assertThatThrownBy(() -> reader.read(folder.resolve("none.yaml")))
                .isInstanceOf(FileProblemsException.class)
                .hasMessageContaining("none.yaml:1:1: cannot be read");
    }

    @Test
    void readsTheFileAgainWhenItChanged() throws Exception {
        Path file = folder.resolve("hosts.yaml");
        Files.writeString(file, "hosts:\n - {name: a, address: x, driver: files}\n");
        Inventories watched = new WatchedInventory(reader, file);
        Inventory first = watched.current();
        assertThat(watched.current()).isSameAs(first);
        Files.writeString(file, "hosts:\n - {name: ab, address: xy, driver: files}\n");
        assertThat(watched.current().hosts()).extracting(h -> h.name().value()).containsExactly("ab");
    }
}
