package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Evacuations of real domains between real libvirt hosts: guests that count and write all the time. Six guests of each type
 * by {@code -Devac.it.full=true}, of some by {@code -Devac.it.types=warm,cold} beside it.
 */
@Tag("alone")
class LibvirtEvacuationIT {
    private static final String IMAGES = LibvirtHosts.IMAGES;

    /** What a list calls 384MiB. */
    private static final long LARGER = 384 << 20;

    private static final String VARIABLES = "/var/lib/libvirt/qemu/nvram";
    private static final String FIRST_BOOT = "/sys/firmware/efi/efivars/Evac-6a1f0c52-7b0e-4a57-9d0c-2f6b1f0e3c11";

    @TempDir
    private static Path folder;

    private static LibvirtHosts hosts;

    private final Map<String, Guest> guests = new LinkedHashMap<>();
    private final Map<String, Pulse> pulses = new LinkedHashMap<>();

    @BeforeAll
    static void startHosts() throws IOException, InterruptedException {
        hosts = new LibvirtHosts(3, folder);
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (hosts != null) {
            hosts.close();
        }
    }

    @AfterEach
    void removeGuests() throws IOException, InterruptedException {
        for (Pulse pulse : pulses.values()) {
            pulse.close();
        }
        for (String host : List.of("h1", "h2", "h3")) {
            hosts.clear(host);
        }
    }

    private void guest(String name, String... options) throws IOException, InterruptedException {
        Guest guest = hosts.guest("h1", name, options);
        EvacProcess.await(name + " counts", () -> guest.counted() > 3);
        guests.put(name, guest);
        pulses.put(name, new Pulse(guest));
    }

    /** Evac with a daemon of its own, for one test. */
    private EvacProcess evac(String name) throws IOException {
        return new EvacProcess(Files.createDirectories(folder.resolve(name)), hosts.config(), List.of());
    }

    private static String apply(EvacProcess evac, String head, String tail) throws IOException, InterruptedException {
        String rows = head + tail;
        Path list = Files.writeString(evac.home().resolve("list.csv"), rows);
        JsonNode plan =
                evac.expect(0, "plan", list.toString(), "--output", "json").json();
        String id = plan.get("id").asString();
        return evac.expect(0, "apply", id, "--yes", "--output", "json")
                .json()
                .get("id")
                .asString();
    }

    /** Those that CI has time for; semi-live goes as the page says, the others' moves are among {@link LibvirtFaultsIT}. */
    static Stream<String> types() {
        String usual = Boolean.getBoolean("evac.it.full") ? "semi-live,live,live+block,warm,cold" : "live+block";
        return Stream.of(System.getProperty("evac.it.types", usual).split(","));
    }

    @ParameterizedTest
    @MethodSource("types")
    void movesEveryRunningGuest(String type) throws Exception {
        guests(type);
        EvacProcess evac = evac("home-" + type);
        Process daemon = evac.serve("", Map.of());
        try {
            String run = apply(evac, "instance,host,type,downtime\n", "*,h1," + type + ",600s\n");
            evac.awaitEnd(run);
            JsonNode status = evac.expect(0, "status", run, "--output", "json").json();
            assertThat(status.get("state").asString()).as(status + evac.log()).isEqualTo("finished");
            tell(type, status);
            assertNeverBooted(status);
            Map<String, String> places = assertInOnePlaceEach("h1");
            assertThat(hosts.run(places.get("double"), "virsh dominfo double"))
                    .as("autostart of double")
                    .containsPattern("Autostart: +enable");
            evac.expect(0, "finalize", run);
            assertFinalized(places);
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    /** What the driver's page tells a new user to type, line by line. */
    @Test
    void theFirstEvacuationGoesAsThePageSays() throws Exception {
        guests("semi-live");
        EvacProcess evac = evac("home-page");
        Path list = evac.home().resolve("kvm1.csv");
        Process daemon = evac.serve("", Map.of());
        String plan = "";
        try {
            for (String line : typed()) {
                List<String> words = List.of(line.replace("P-…", plan).split(" "));
                if (line.startsWith("printf")) {
                    String text = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));
                    Files.writeString(list, text.replace("\\n", "\n"));
                    continue;
                }
                List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
                arguments.replaceAll(word -> word.equals("kvm1.csv") ? list.toString() : word);
                if (arguments.contains("apply")) {
                    arguments.add("--yes");
                }
                String out = evac.expect(0, arguments.toArray(String[]::new)).out();
                System.out.println("LibvirtEvacuationIT $ " + line + "\n" + out);
                if (arguments.contains("plan")) {
                    plan = out.replaceAll("(?s).*?(P-[0-9a-f]{8}).*", "$1");
                }
                if (arguments.contains("status")) {
                    assertThat(out).contains("finished");
                }
            }
            assertFinalized(assertInOnePlaceEach("h1"));
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    /** The commands of the page, of the lab's hosts. */
    private static List<String> typed() throws IOException {
        String page = Files.readString(Path.of("docs/drivers/libvirt.md"));
        String block = page.substring(page.indexOf("**The first evacuation.**")).split("```\n")[1];
        List<String> lines = block.replaceAll(" +#.*", "")
                .replaceAll("kvm([123])\\b(?!\\.csv)", "h$1")
                .lines()
                .toList();
        assertThat(lines).hasSize(6).allMatch(line -> line.matches("(\\./evac|printf) .*"));
        return lines;
    }

    private void guests(String type) throws IOException, InterruptedException {
        String directory = directory(type);
        guest("plain", directory);
        guest("double", directory, "format=raw", "disks=2", "autostart=yes");
        if (Boolean.getBoolean("evac.it.full")) {
            guest("plain-2", directory);
            guest("bare", directory, "format=raw");
            guest("double-2", directory, "disks=2");
            guest("double-3", directory, "disks=2");
        }
    }

    private static String directory(String type) {
        return "directory=" + (type.equals("live") ? LibvirtHosts.SHARED : IMAGES);
    }

    /** Its disks are single files where each runs now, and nothing of it is left at home. */
    private void assertFinalized(Map<String, String> places) throws IOException, InterruptedException {
        for (String name : guests.keySet()) {
            assertThat(hosts.run(places.get(name), "virsh domblklist " + name))
                    .as("finalized, its disks are single files under their own names")
                    .doesNotContain(".evac-");
            assertThat(hosts.run("h1", "ls -A " + IMAGES + " " + IMAGES + "/.evac/away"))
                    .as("nothing of it is left at home")
                    .doesNotContain(name);
        }
        assertInOnePlaceEach("h1");
    }

    @Test
    void makesGuestsLargerOnTheWay() throws Exception {
        StringBuilder rows = new StringBuilder();
        for (String format : List.of("qcow2", "raw")) {
            guest(format, "format=" + format);
            rows.append(format + ",h1,semi-live,600s,2,160MiB,384MiB\n");
        }
        EvacProcess evac = evac("home-resize");
        Process daemon = evac.serve("", Map.of());
        try {
            String run = apply(evac, "instance,host,type,downtime,cpus,memory,disk\n", rows.toString());
            evac.awaitEnd(run);
            Map<String, String> places = assertInOnePlaceEach("h1");
            for (String name : guests.keySet()) {
                assertThat(hosts.run(places.get(name), "virsh dominfo " + name))
                        .containsPattern("CPU\\(s\\): +2")
                        .containsPattern("Max memory: +163840 KiB");
                assertThat(sectors(places.get(name), name)).isEqualTo(LARGER / 512);
            }
            evac.expect(0, "finalize", run);
            for (String name : guests.keySet()) {
                assertThat(hosts.run(
                                places.get(name),
                                "cd /var/lib/libvirt/images && ls && qemu-img info -U %1$s.%1$s".formatted(name)))
                        .doesNotContain(".evac-", "backing file")
                        .contains("(" + LARGER + " bytes)");
            }
            assertInOnePlaceEach("h1");
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    /** What the guest itself says of its disk. */
    private static long sectors(String host, String guest) throws IOException, InterruptedException {
        return Long.parseLong(inside(host, guest, "/sys/block/vda/size").strip());
    }

    /** What a file holds in the guest. */
    private static String inside(String host, String guest, String path) throws IOException, InterruptedException {
        return hosts.run(host, """
                say() { virsh -q qemu-agent-command %1$s "$1"; }
                for try in $(seq 300); do
                    pid=$(say '{"execute":"guest-exec","arguments":{"path":"/bin/cat","arg":["%2$s"],"capture-output":true}}' |
                        tr -dc 0-9) && [ -n "$pid" ] && break
                done
                for try in $(seq 300); do
                    out=$(say '{"execute":"guest-exec-status","arguments":{"pid":'$pid'}}' | grep -o '"out-data":"[^"]*"') && break
                done
                printf %%s "$out" | cut -d '"' -f 4 | base64 -d
                """.formatted(guest, path));
    }

    /** The variables of its firmware lie beside its disks, and go there, and in full also home, with it. */
    @Test
    void carriesTheVariablesOfItsFirmware() throws Exception {
        guest("firm", "firmware=uefi", "memory=192");
        String first = inside("h1", "firm", FIRST_BOOT);
        assertThat(first).isNotBlank();
        EvacProcess evac = evac("home-uefi");
        Process daemon = evac.serve("", Map.of());
        try {
            String run = apply(evac, "instance,host,type,downtime,destination\n", "firm,h1,semi-live,900s,h2\n");
            evac.awaitEnd(run);
            assertThat(assertInOnePlaceEach("h1")).containsEntry("firm", "h2");
            assertThat(inside("h2", "firm", FIRST_BOOT)).isEqualTo(first);
            assertThat(hosts.run("h1", "ls " + VARIABLES)).doesNotContain("firm");
            if (!Boolean.getBoolean("evac.it.full")) {
                return;
            }
            evac.expect(0, "rollback", run, "firm", "--wait");
            evac.awaitEnd(run);
            assertThat(assertInOnePlaceEach("h2", "h3")).containsEntry("firm", "h1");
            assertThat(inside("h1", "firm", FIRST_BOOT)).isEqualTo(first);
            evac.expect(0, "finalize", run);
            assertThat(hosts.run("h2", "ls -A " + VARIABLES + " " + IMAGES + " " + IMAGES + "/.evac/away"))
                    .doesNotContain("firm");
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    @Test
    void carriesHomeWhatWasWrittenSince() throws Exception {
        guest("there-and-back");
        EvacProcess evac = evac("home-back");
        Process daemon = evac.serve("", Map.of());
        try {
            String run = apply(evac, "instance,host,type,downtime,disk\n", "there-and-back,h1,semi-live,600s,384MiB\n");
            evac.awaitEnd(run);
            Guest guest = guests.get("there-and-back");
            int before = guest.counted();
            EvacProcess.await("it counts on", () -> guest.counted() > before + 3);
            evac.expect(0, "rollback", run, "there-and-back", "--wait");
            evac.awaitEnd(run);
            JsonNode move = evac.expect(0, "status", run, "--output", "json")
                    .json()
                    .get("moves")
                    .get(0);
            assertThat(move.get("state").asString()).as(move + evac.log()).isEqualTo("rolled-back");
            assertThat(assertInOnePlaceEach("h2", "h3")).containsEntry("there-and-back", "h1");
            evac.expect(0, "finalize", run);
            assertThat(hosts.run("h1", "cd /var/lib/libvirt/images && ls && qemu-img info -U there-and-back.qcow2"))
                    .as("what has grown stays so, in one file")
                    .doesNotContain(".evac-")
                    .contains("(" + LARGER + " bytes)");
            assertInOnePlaceEach("h2", "h3");
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    /** People clone what is planned, and what is parked. */
    @Test
    void aCloneThatIsMadeBehindThePlanKeepsItsBase() throws Exception {
        guest("base");
        String clone = "cd " + IMAGES + " && qemu-img create -q -u -f qcow2 -F qcow2 -b base.qcow2 clone.qcow2 1M";
        EvacProcess evac = evac("home-clone");
        Path list = Files.writeString(
                evac.home().resolve("list.csv"), "instance,host,type,downtime\nbase,h1,semi-live,600s\n");
        Process daemon = evac.serve("", Map.of());
        try {
            String plan = evac.expect(0, "plan", list.toString(), "--output", "json")
                    .json()
                    .get("id")
                    .asString();
            hosts.run("h1", clone);
            String run = evac.expect(0, "apply", plan, "--yes", "--output", "json")
                    .json()
                    .get("id")
                    .asString();
            evac.awaitEnd(run);
            assertThat(evac.run("status", run).out()).contains("EVAC-285", "clone.qcow2");
            assertThat(hosts.state("h1", guests.get("base"))).isEqualTo("running");

            hosts.run("h1", "rm " + IMAGES + "/clone.qcow2");
            evac.expect(0, "retry", run, "--failed", "--wait");
            hosts.run("h1", clone);
            assertThat(evac.expect(1, "finalize", run).err()).contains("EVAC-516", "clone.qcow2");
            hosts.run("h1", "rm " + IMAGES + "/clone.qcow2");
            evac.expect(0, "finalize", run);
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    @Test
    void showsWhatItsGuestsAreMadeOf() throws Exception {
        guest("layered");
        guest("plain", "format=raw");
        hosts.run("h1", "virsh snapshot-create-as layered top --disk-only --no-metadata");
        EvacProcess evac = evac("home-show");
        Process daemon = evac.serve("", Map.of());
        try {
            JsonNode shown =
                    evac.expect(0, "host", "show", "h1", "--output", "json").json();
            assertThat(shown.at("/host/facts/qemu").asString()).contains("QEMU");
            Map<String, JsonNode> found = new LinkedHashMap<>();
            shown.get("instances").forEach(each -> found.put(each.get("name").asString(), each));
            assertThat(found).containsOnlyKeys("layered", "plain");
            JsonNode disk = found.get("layered").at("/disks/0");
            assertThat(disk.get("target").asString()).isEqualTo("vda");
            assertThat(disk.get("format").asString()).isEqualTo("qcow2");
            assertThat(disk.get("chain").size()).isEqualTo(1);
            assertThat(disk.at("/chain/0").asString()).isEqualTo(IMAGES + "/layered.qcow2");
            assertThat(found.get("plain").at("/disks/0/format").asString()).isEqualTo("raw");
            assertThat(found.get("plain").at("/disks/0/chain").size()).isZero();
            JsonNode nic = found.get("layered").at("/nics/0");
            assertThat(nic.get("model").asString()).isEqualTo("virtio");
            assertThat(nic.get("source").asString()).isEqualTo("bridge br0");
            assertThat(nic.get("mac").asString()).startsWith("52:54:00:");
            assertThat(evac.expect(0, "host", "show", "h1").out()).contains("on " + IMAGES + "/layered.qcow2");
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    /** One running copy of each, defined only there, its counters whole; the places by name. */
    private Map<String, String> assertInOnePlaceEach(String... empty) throws IOException, InterruptedException {
        Map<String, List<String>> defined = new LinkedHashMap<>();
        SoftAssertions all = new SoftAssertions();
        for (String host : List.of("h1", "h2", "h3")) {
            for (String name :
                    hosts.run(host, "virsh list --all --name").lines().toList()) {
                if (!name.isBlank()) {
                    defined.computeIfAbsent(name, n -> new ArrayList<>()).add(host);
                }
            }
        }
        Map<String, String> places = new LinkedHashMap<>();
        for (Guest guest : guests.values()) {
            List<String> at = defined.getOrDefault(guest.name(), List.of());
            all.assertThat(at).as(guest.name() + " is defined").hasSize(1).doesNotContain(empty);
            if (at.size() == 1) {
                places.put(guest.name(), at.getFirst());
                all.assertThat(hosts.state(at.getFirst(), guest))
                        .as(guest.name())
                        .isEqualTo("running");
                int before = guest.counted();
                EvacProcess.await(guest.name() + " counts", () -> guest.counted() > before);
                all.assertThatCode(() -> hosts.prove(at.getFirst(), guest))
                        .as(guest.name())
                        .doesNotThrowAnyException();
            }
        }
        all.assertAll();
        return places;
    }

    /** Whoever was handed over with its memory counts its first boot still. */
    private void assertNeverBooted(JsonNode status) throws InterruptedException {
        for (JsonNode move : status.get("moves")) {
            String type = move.get("type").asString();
            String name = move.get("instance").asString();
            if (type.startsWith("live") || type.equals("warm")) {
                assertThat(guests.get(name).boots()).as("boots of " + name).isEqualTo(1);
            }
        }
    }

    private void tell(String type, JsonNode status) {
        List<String> downtimes = new ArrayList<>();
        for (JsonNode move : status.get("moves")) {
            downtimes.add(move.get("instance").asString() + " "
                    + move.get("downtimeMillis").asLong() + " ms, silent "
                    + pulses.get(move.get("instance").asString())
                            .longestSilence()
                            .toMillis() + " ms");
        }
        System.out.println("LibvirtEvacuationIT " + type + ": down " + String.join("; ", downtimes));
    }
}
