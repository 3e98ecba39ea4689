package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Hosts where Evac logs in as a user and the instances belong to others. */
class SudoIT {
    private static final Pattern COMMAND = Pattern.compile("Maybe run there as root: (.*) \\(whoever .*");

    @TempDir
    private Path folder;

    private SudoHosts hosts;
    private EvacProcess evac;

    @BeforeEach
    void startHosts() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new org.opentest4j.TestAbortedException("skipped: lab hosts need root");
        }
        hosts = new SudoHosts(2, folder);
        evac = new EvacProcess(Files.createDirectories(folder.resolve("home")), hosts.config(), List.of());
    }

    @AfterEach
    void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            evac.stopDaemon();
            hosts.stopGuards();
            hosts.close();
        }
    }

    @Test
    void withTheRuleThatTheDoctorPrintsInstancesOfSeveralUsersMoveThereAndBack() throws Exception {
        hosts.transfer("h2", "tar");
        letEvacBecomeRoot();
        for (String host : hosts.names()) {
            assertThat(finding(host, "sudo").get("verdict").asString()).isEqualTo("OK");
            assertThat(finding(host, "guard").get("text").asString()).endsWith("as root");
        }
        TestInstance instance = TestInstance.create(hosts, "h1", "vm-1", 256);
        hosts.run("h1", """
                cd /srv/evac/vm-1/data && mkdir shared private && echo a >shared/a && echo b >private/b
                chown 1234:2345 shared shared/a && chmod 2770 shared && chmod 4711 shared/a
                chown -R 3456:65534 private && chmod 700 private && chmod 600 private/b && chown 1234:0 blocks
                """);
        String owners = owners("h1");
        assertThat(owners).contains("./data/shared/a 1234:2345 4711", "./data/private/b 3456:65534 600");

        move("h1", "R-1");
        assertThat(owners("h2")).isEqualTo(owners);
        assertCameDirectly("h1", "h2");
        evac.expect(0, "finalize", "R-1", "vm-1");

        move("h2", "R-2");
        assertThat(owners("h1")).isEqualTo(owners);
        assertCameDirectly("h2", "h1");
        instance.assertWhole(hosts.instances("h1").resolve("vm-1"));
        assertThat(instance.processes()).isEqualTo(1);
        assertThat(hosts.run("h1", "stat -c %U:%a /srv/evac/.evac")).isEqualTo("root:700\n");
    }

    /** Does on each host what the doctor says, word for word. */
    private void letEvacBecomeRoot() throws IOException, InterruptedException {
        for (String host : hosts.names()) {
            JsonNode finding = finding(host, "ssh");
            assertThat(finding.get("verdict").asString()).isEqualTo("FAIL");
            Matcher remedy = COMMAND.matcher(finding.get("remedy").asString());
            assertThat(remedy.matches()).as(finding.toString()).isTrue();
            hosts.run(host, remedy.group(1));
            assertThat(hosts.run(host, "visudo -cf /etc/sudoers.d/evac && visudo -c"))
                    .contains("/etc/sudoers.d/evac: parsed OK");
        }
    }

    private JsonNode finding(String host, String check) throws IOException, InterruptedException {
        JsonNode findings = evac.run("host", "doctor", host, "--output", "json").json();
        for (JsonNode finding : findings) {
            if (finding.get("check").asString().equals(check)) {
                return finding;
            }
        }
        throw new AssertionError("no finding of " + check + ": " + findings);
    }

    private void move(String from, String run) throws IOException, InterruptedException {
        Path list =
                Files.writeString(folder.resolve(run + ".csv"), "instance,host,type\nvm-1," + from + ",semi-live\n");
        String plan = evac.expect(0, "plan", list.toString(), "--output", "json")
                .json()
                .get("id")
                .asString();
        evac.expect(0, "apply", plan, "--yes", "--wait");
        for (String host : hosts.names()) {
            assertThat(Files.readString(hosts.authorizedKeys(host)))
                    .as("keys of evac on " + host)
                    .hasLineCount(1)
                    .doesNotContain("evac:");
            assertThat(hosts.run(host, "ls -A /root"))
                    .as("keys of root on " + host)
                    .doesNotContain(".ssh");
        }
    }

    /** The source itself has logged in at the destination, as evac. */
    private void assertCameDirectly(String source, String destination) throws IOException, InterruptedException {
        String address = hosts.run(source, "sed -n 's/^ListenAddress //p' /etc/ssh/sshd_config")
                .strip();
        assertThat(hosts.run(destination, "cat /var/log/sshd.log"))
                .contains("Accepted publickey for evac from " + address + " ");
    }

    private String owners(String host) throws IOException, InterruptedException {
        return hosts.run(
                host,
                "cd /srv/evac/vm-1 && find . ! -name writer.pid -exec stat -c '%n %u:%g %a' {} + | LC_ALL=C sort");
    }
}
