package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A real guest that writes its memory faster than the link carries it, and is to be handed over all the same. */
@Tag("alone")
class LibvirtConvergenceIT {
    @TempDir
    private static Path folder;

    private LibvirtHosts hosts;
    private Guest guest;
    private EvacProcess evac;
    private Process daemon;

    /** Half of the limit is for memory: what the guest writes anew in one pass takes some 3.7 s, and it may stand still for 3. */
    @BeforeEach
    void start() throws IOException, InterruptedException {
        hosts = new LibvirtHosts(2, folder);
        Path file = hosts.config().resolve("hosts.yaml");
        Files.writeString(
                file,
                Files.readString(file).replace("name: h1,", "name: h1, bandwidth: 270Mbit, slots: {out: 1, in: 1},"));
        guest = hosts.guest("h1", "busy", "memory=192", "churn=56");
        evac = new EvacProcess(Files.createTempDirectory(folder, "home"), hosts.config(), List.of());
        daemon = evac.serve("", Map.of());
        countsBeyond(10);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            daemon.waitFor();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    private void countsBeyond(int number) {
        EvacProcess.await("it counts beyond " + number, () -> guest.counted() > number);
    }

    /** Its move when all is over. */
    private JsonNode move(String policy) throws IOException, InterruptedException {
        Path list = Files.writeString(evac.home().resolve("list.csv"), "instance,host\nbusy,h1\n");
        Path job = Files.writeString(evac.home().resolve("job.yaml"), """
                name: converge
                list: %s
                policy: {type: live+block, %s}
                """.formatted(list.getFileName(), policy));
        JsonNode plan =
                evac.expect(0, "plan", job.toString(), "--output", "json").json();
        String run = evac.expect(0, "apply", plan.get("id").asString(), "--yes", "--output", "json")
                .json()
                .get("id")
                .asString();
        DaemonApi api = new DaemonApi(evac.home());
        TreeSet<Long> carried = new TreeSet<>();
        evac.until("it is over", () -> {
            JsonNode status = api.awaitRun(run);
            JsonNode now = status.get("moves").get(0);
            if (now.path("phase").asString("").equals("quiesce")) {
                carried.add(now.get("bytesDone").asLong());
                assertThat(now.get("bytesTotal").asLong())
                        .isGreaterThanOrEqualTo(now.get("bytesDone").asLong());
            }
            return EvacProcess.ENDED.contains(status.get("state").asString());
        });
        JsonNode move = api.awaitRun(run).get("moves").get(0);
        assertThat(carried).as("its progress while it is handed over, " + move).hasSizeGreaterThan(2);
        assertThat(carried.last() - carried.first()).as("bytes of it").isBetween(50L << 20, 10L << 30);
        return move;
    }

    /** By the policy; to slow a guest down takes half a minute, and is for {@code -Devac.it.full=true}. */
    static Stream<String> policies() {
        return Boolean.getBoolean("evac.it.full") ? Stream.of("none", "auto-converge") : Stream.of("none");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void endsAsItsPolicySays(String convergence) throws Exception {
        if (convergence.equals("none")) {
            isToldSoAndHasNeverStopped();
        } else {
            isSlowedDownUntilItCanBeHandedOver();
        }
    }

    private void isToldSoAndHasNeverStopped() throws Exception {
        JsonNode failed = move("downtime: 12s");
        System.out.println("LibvirtConvergenceIT: " + failed.get("message"));
        assertThat(failed.get("state").asString()).as(failed + evac.log()).isEqualTo("failed");
        assertThat(failed.get("code").asString()).isEqualTo("EVAC-420");
        assertThat(failed.get("message").asString())
                .containsPattern("[0-9.]+ MiB/s or more against a link of [0-9.]+ MiB/s")
                .containsPattern("it would stand still for [0-9.]+ s, and may for 3\\.0 s\\. Maybe")
                .contains("policy convergence: auto-converge")
                .containsOnlyOnce("behind pass");
        countsBeyond(guest.counted());
        assertThat(hosts.prove("h1", guest)).contains("1 boots");
        assertThat(hosts.run("h1", "virsh domjobinfo busy; virsh domblklist busy; pgrep -a virsh || true"))
                .containsPattern("Job type: +None")
                .doesNotContain(".evac-", "migrate");
    }

    private void isSlowedDownUntilItCanBeHandedOver() throws Exception {
        JsonNode moved = move("downtime: 12s, convergence: auto-converge");
        System.out.println("LibvirtConvergenceIT: " + moved);
        assertThat(moved.get("state").asString()).as(moved + evac.log()).isEqualTo("verified");
        countsBeyond(guest.counted());
        assertThat(hosts.prove("h2", guest)).contains("1 boots");
    }
}
