package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.driver.libvirt.LibvirtDriver;
import io.evac.inventory.Address;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.inventory.InventoryFile;
import io.evac.inventory.RunState;
import io.evac.inventory.SurveyException;
import io.evac.migration.Traffic;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Objection;
import io.evac.plan.Objection.Severity;
import io.evac.remote.Shells;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands against a move, provoked by domains and hosts that really are so; and what a survey says of them. */
class LibvirtObjectionsIT {
    private static final String IMAGES = "/var/lib/libvirt/images";
    private static final String DISK = IMAGES + "/vm.qcow2";
    private static final String SHARED = "/srv/shared/vm.qcow2";
    private static final Capacity SMALL = new Capacity(1, ByteSize.parse("64MiB"), ByteSize.parse("1MiB"));

    /** Can be moved. It needs no address of its own: nothing in it ever runs. */
    private static final String PLAIN = """
            <domain type='qemu'><name>vm</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='q35'>hvm</type><!--os--></os>
            <features><acpi/></features>
            <cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>
            <devices>
            <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
            <source file='/var/lib/libvirt/images/vm.qcow2'/><target dev='vda' bus='virtio'/><!--disk--></disk>
            <interface type='bridge'><source bridge='br0'/></interface>
            <!--devices-->
            </devices></domain>
            """;

    @TempDir
    private static Path folder;

    private static LibvirtHosts hosts;
    private static Inventory inventory;
    private static Shells shells;

    /** What a test has done to hosts, to be undone; the last first. */
    private static final Deque<Undo> UNDO = new ArrayDeque<>();

    /** Hosts that hold something of the test. */
    private static final Set<String> TOUCHED = new HashSet<>();

    private record Undo(String host, String script) {}

    private interface Scene {
        List<Objection> play() throws Exception;
    }

    /** @param words that the reason must have: which host, which domain, what */
    private record Case(String code, Severity severity, String what, List<String> words, Scene scene) {
        @Override
        public String toString() {
            return code + " " + what;
        }
    }

    @BeforeAll
    static void startHosts() throws Exception {
        hosts = new LibvirtHosts(2, folder);
        inventory = new InventoryFile(
                        Map.of("libvirt", LibvirtDriver.settings()), Map.of("libvirt", LibvirtDriver.lists()))
                .read(hosts.config().resolve("hosts.yaml"));
        shells = new SshShells(inventory::host, inventory.ssh(), SshOptions.DEFAULT);
    }

    @AfterAll
    static void stopHosts() throws IOException, InterruptedException {
        if (shells != null) {
            shells.close();
        }
        if (hosts != null) {
            hosts.close();
        }
    }

    @AfterEach
    void clear() throws Exception {
        while (!UNDO.isEmpty()) {
            undo();
        }
        for (String host : TOUCHED) {
            hosts.clear(host);
        }
        TOUCHED.clear();
    }

    private static void undo() throws Exception {
        Undo undo = UNDO.pop();
        on(undo.host(), undo.script());
        if (undo.script().equals(START_LIBVIRT)) {
            awaitLibvirt(undo.host());
        }
    }

    /** Runs a script as root of the host; its output. */
    private static String on(String host, String script) throws IOException, InterruptedException {
        TOUCHED.add(host);
        return hosts.lab("run", host, script);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatStandsAgainstAMoveIsSaidWithItsRemedy(Case one) throws Exception {
        List<Objection> said = one.scene().play();

        assertThat(said).hasSize(1);
        Objection objection = said.getFirst();
        assertThat(objection.code()).as("%s", objection).isEqualTo(one.code());
        assertThat(objection.severity()).as("%s", objection).isEqualTo(one.severity());
        assertThat(objection.reason()).contains(one.words());
        assertThat(objection.remedy()).startsWith("Maybe");
    }

    @Test
    void everyCodeOfTheDriverIsProvokedHere() {
        assertThat(cases().map(Case::code).collect(Collectors.toSet()))
                .isEqualTo(driver(inventory::host).codes());
    }

    static Stream<Case> cases() {
        return Stream.of(ofItself(), ofItsDisks(), ofItsDevices(), ofItsFiles(), ofTheDestination(), ofHosts())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> ofItself() {
        return Stream.of(
                error("EVAC-249", "gone", List.of("h1/vm"), () -> judge()),
                error("EVAC-249", "parked", List.of("h1/vm"), () -> {
                    String away = IMAGES + "/.evac/away/vm";
                    on("h1", "mkdir -p " + away + " && " + file(away + "/domain.xml", PLAIN));
                    return judge();
                }),
                error("EVAC-261", "a snapshot", List.of("h1/vm", "1 snapshots"), () -> {
                    define("h1", PLAIN);
                    on("h1", "virsh -q snapshot-create-as vm before-the-upgrade");
                    return judge();
                }),
                error("EVAC-261", "a checkpoint", List.of("h1/vm", "checkpoints"), () -> {
                    define("h1", PLAIN);
                    on("h1", """
                            virsh -q start vm --paused && virsh -q checkpoint-create-as vm monday
                            virsh -q destroy vm""");
                    return judge();
                }),
                error("EVAC-265", "saved memory", List.of("h1/vm", "saved memory"), () -> {
                    define("h1", PLAIN);
                    on("h1", "virsh -q start vm --paused && virsh -q managedsave vm");
                    return judge();
                }),
                error("EVAC-287", "paused", List.of("h1/vm", "is paused"), () -> {
                    define("h1", PLAIN);
                    on("h1", "virsh -q start vm && virsh -q suspend vm");
                    return driver(inventory::host).objections(move(MigrationType.SEMI_LIVE, true, SMALL));
                }),
                error("EVAC-266", "no definition", List.of("h1/vm", "no persistent definition"), () -> {
                    on("h1", image(DISK) + file("/run/vm.xml", PLAIN) + "virsh -q create /run/vm.xml");
                    return judge();
                }),
                warning("EVAC-277", "its host's CPU, cold", List.of("h1/vm", "CPU"), () -> {
                    define("h1", hostCpu("host-passthrough"));
                    return judge();
                }),
                error("EVAC-277", "its host's CPU, warm", List.of("h1/vm", "CPU"), () -> {
                    define("h1", hostCpu("maximum"));
                    return driver(inventory::host).objections(move(MigrationType.WARM, true, SMALL));
                }),
                error("EVAC-277", "a CPU like its host's, warm", List.of("h1/vm", "CPU"), () -> {
                    define("h1", hostCpu("host-model"));
                    return driver(inventory::host).objections(move(MigrationType.WARM, true, SMALL));
                }),
                error("EVAC-278", "resized, warm", List.of("h1/vm", "CPUs"), () -> {
                    define("h1", PLAIN);
                    Capacity large = new Capacity(2, SMALL.memory(), SMALL.disk());
                    return driver(inventory::host).objections(move(MigrationType.WARM, true, large));
                }),
                error("EVAC-277", "its host's CPU, handed over", List.of("h1/vm", "CPU"), () -> {
                    define("h1", hostCpu("host-passthrough"));
                    return handedOver();
                }),
                warning("EVAC-284", "emulated, handed over", List.of("h1/vm", "KVM"), () -> {
                    define("h1", PLAIN);
                    return driver(inventory::host).objections(move(MigrationType.LIVE_BLOCK, true, SMALL));
                }),
                error("EVAC-279", "UEFI variables, handed over", List.of("h1/vm", "UEFI"), () -> {
                    define("h1", with(PLAIN, "<!--os-->", firmware(CODE, nvram(NVRAM))));
                    return handedOver();
                }));
    }

    private static Stream<Case> ofItsDisks() {
        return Stream.of(
                error("EVAC-282", "a larger disk, warm", List.of("h1/vm", "memory"), () -> {
                    define("h1", PLAIN);
                    return larger(MigrationType.WARM, true);
                }),
                error("EVAC-282", "a larger disk, off", List.of("h1/vm", "does not run"), () -> {
                    define("h1", PLAIN);
                    return larger(MigrationType.COLD, false);
                }),
                error("EVAC-282", "a larger disk of two", List.of("h1/vm", "2 disks"), () -> {
                    String other = IMAGES + "/vm-2.qcow2";
                    on("h1", image(other));
                    define("h1", with(PLAIN, "<!--devices-->", second(other)));
                    return larger(MigrationType.SEMI_LIVE, true);
                }),
                error("EVAC-282", "a larger disk, shared", List.of("h1/vm", "shared"), () -> {
                    shared();
                    return larger(MigrationType.COLD, true);
                }),
                disk(
                        "EVAC-260",
                        "a block device",
                        List.of("h1/vm", "vda", "block"),
                        with(
                                PLAIN,
                                "type='file' device='disk'",
                                "type='block' device='disk'",
                                "file='" + DISK + "'",
                                "dev='/dev/zero'")),
                disk(
                        "EVAC-260",
                        "a network volume",
                        List.of("h1/vm", "vda", "network"),
                        with(
                                PLAIN,
                                "type='file' device='disk'",
                                "type='network' device='disk'",
                                "<source file='" + DISK + "'/>",
                                "<source protocol='nbd' name='x'><host name='h9' port='10809'/></source>")),
                disk(
                        "EVAC-260",
                        "a pool volume",
                        List.of("h1/vm", "vda", "volume"),
                        with(
                                PLAIN,
                                "type='file' device='disk'",
                                "type='volume' device='disk'",
                                "file='" + DISK + "'",
                                "pool='default' volume='vm.qcow2'")),
                error("EVAC-260", "a comma", List.of("h1/vm", "vda", "comma"), () -> {
                    define("h1", with(PLAIN, DISK, IMAGES + "/a,b.qcow2"));
                    on("h1", "mv " + DISK + " " + IMAGES + "/a,b.qcow2");
                    return judge();
                }),
                error("EVAC-260", "a colon", List.of("h1/vm", "vda", "colon"), () -> {
                    define("h1", with(PLAIN, DISK, IMAGES + "/a:b.qcow2"));
                    on("h1", "mv " + DISK + " " + IMAGES + "/a:b.qcow2");
                    return judge();
                }),
                error("EVAC-260", "a symbolic link", List.of("h1/vm", "vda", DISK, "symbolic link"), () -> {
                    define("h1", PLAIN);
                    on("h1", "mv " + DISK + " /srv/real.qcow2 && ln -s /srv/real.qcow2 " + DISK);
                    UNDO.push(new Undo("h1", "rm -f /srv/real.qcow2"));
                    return judge();
                }),
                disk(
                        "EVAC-267",
                        "a read-only disk",
                        List.of("h1/vm", "vda", "read-only"),
                        with(PLAIN, "<!--disk-->", "<readonly/>")),
                disk(
                        "EVAC-267",
                        "a shared disk",
                        List.of("h1/vm", "vda", "shared"),
                        with(PLAIN, "<!--disk-->", "<shareable/>", "type='qcow2'", "type='raw'")),
                error("EVAC-276", "files of one name", List.of("h1/vm", "vdb", "same name"), () -> {
                    String other = IMAGES + "/second/vm.qcow2";
                    on("h1", "mkdir -p " + IMAGES + "/second\n" + image(other));
                    define("h1", with(PLAIN, "<!--devices-->", second(other)));
                    return judge();
                }));
    }

    private static Stream<Case> ofItsDevices() {
        String pci = "<source><address type='pci' domain='0' bus='0x3f' slot='0' function='0'/></source>";
        return Stream.of(
                device(
                        "hostdev",
                        "<hostdev mode='subsystem' type='pci'>" + pci.replace(" type='pci'", "") + "</hostdev>"),
                device("filesystem", "<filesystem type='mount'><source dir='/srv'/><target dir='x'/></filesystem>"),
                // swtpm is not here: the host's own chip instead, which a domain that never runs needs not have.
                device(
                        "tpm",
                        "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>"),
                device("shmem", "<shmem name='x'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"),
                device("dev serial", "<serial type='dev'><source path='/dev/ttyS0'/></serial>"),
                device(
                        "passed-through input",
                        "<input type='passthrough' bus='virtio'><source evdev='/dev/input/event1'/></input>"),
                device("interface", "<interface type='hostdev'>" + pci + "</interface>"),
                disk(
                        "EVAC-263",
                        "persistent memory",
                        List.of("h1/vm", "persistent memory"),
                        with(
                                PLAIN,
                                "<memory unit='MiB'>64</memory>",
                                "<maxMemory slots='2' unit='MiB'>1024</maxMemory><memory unit='MiB'>320</memory>",
                                "</model></cpu>",
                                "</model><numa><cell id='0' cpus='0' memory='64' unit='MiB'/></numa></cpu>",
                                "<!--devices-->",
                                """
                                <memory model='nvdimm'><source><path>/srv/pmem</path></source>
                                <target><size unit='MiB'>256</size><node>0</node></target></memory>
                                """)));
    }

    private static Stream<Case> ofItsFiles() {
        return Stream.of(
                error("EVAC-288", "variables that lie anywhere", List.of("h1/vm", "/srv/vm.fd"), () -> {
                    define("h1", with(PLAIN, "<!--os-->", firmware(CODE, nvram("/srv/vm.fd"))));
                    return judge();
                }),
                error("EVAC-262", "a backing file", List.of("h1/vm", "vda", DISK, "golden.qcow2"), () -> {
                    define("h1", PLAIN);
                    on("h1", image(IMAGES + "/golden.qcow2") + "cd " + IMAGES + """
                             && qemu-img create -q -f qcow2 -F qcow2 -b golden.qcow2 vm.qcow2""");
                    return judge();
                }),
                error("EVAC-262", "a data file", List.of("h1/vm", "vda", DISK, "vm.raw"), () -> {
                    define("h1", PLAIN);
                    on(
                            "h1",
                            "cd " + IMAGES
                                    + " && rm vm.qcow2 && qemu-img create -q -f qcow2 -o data_file=vm.raw vm.qcow2 1M");
                    return judge();
                }),
                error("EVAC-267", "a disk of another domain, too", List.of("h1/vm", "vda", "twin"), () -> {
                    define("h1", PLAIN);
                    on(
                            "h1",
                            file("/run/twin.xml", with(PLAIN, "<name>vm<", "<name>twin<"))
                                    + "virsh -q define /run/twin.xml");
                    return judge();
                }),
                error("EVAC-267", "what another domain's disk is based on", List.of("h1/vm", "vda", "clone"), () -> {
                    String clone = IMAGES + "/second/clone.qcow2";
                    define("h1", PLAIN);
                    on("h1", "mkdir -p " + IMAGES + "/second && cd " + IMAGES + """
                            /second && qemu-img create -q -f qcow2 -F qcow2 -b ../vm.qcow2 between.qcow2 \\
                              && qemu-img create -q -f qcow2 -F qcow2 -b between.qcow2 clone.qcow2
                            """);
                    on(
                            "h1",
                            file("/run/clone.xml", with(PLAIN, "<name>vm<", "<name>clone<", DISK, clone))
                                    + "virsh -q define /run/clone.xml");
                    return judge();
                }),
                error("EVAC-267", "what a volume is based on", List.of("h1/vm", "vda", "clone"), () -> {
                    volume("clone.qcow2");
                    on("h1", "virsh -q pool-start inner");
                    return judge();
                }),
                error("EVAC-320", "a volume that is not found", List.of("h1/vm", "vda", "clone"), () -> {
                    volume("clone.qcow2");
                    return judge();
                }),
                error("EVAC-285", "what a file is based on", List.of("h1/vm", "vda", "kept.qcow2"), () -> {
                    define("h1", PLAIN);
                    on("h1", "cd " + IMAGES + " && qemu-img create -q -f qcow2 -F qcow2 -b vm.qcow2 kept.qcow2");
                    return judge();
                }),
                error("EVAC-286", "no room at home", List.of("h1/vm", "h1", "free"), () -> {
                    during(
                            "h1",
                            "mkdir -p /srv/small && mount -t tmpfs -o size=8M tmpfs /srv/small",
                            "virsh -q destroy vm; umount /srv/small");
                    define("h1", with(PLAIN, DISK, "/srv/small/vm.qcow2"));
                    on("h1", "mv " + DISK + " /srv/small/ && virsh -q start vm");
                    return driver(other("h1", Map.of("images", "/srv/small")))
                            .objections(move(MigrationType.SEMI_LIVE, true, SMALL));
                }),
                error("EVAC-268", "an image that is gone", List.of("h1/vm", "vda", DISK), () -> {
                    define("h1", PLAIN);
                    on("h1", "rm " + DISK);
                    return judge();
                }),
                error("EVAC-274", "another file system", List.of("h1/vm", "vda", "/srv/other/vm.qcow2"), () -> {
                    during("h1", "mkdir -p /srv/other && mount -t tmpfs tmpfs /srv/other", "umount /srv/other");
                    return elsewhere("/srv/other/vm.qcow2");
                }),
                // Of the same file system, and still no link reaches it.
                error("EVAC-274", "another mount", List.of("h1/vm", "vda", "/srv/other/vm.qcow2"), () -> {
                    String mount = "mkdir -p /srv/same /srv/other && mount --bind /srv/same /srv/other";
                    during("h1", mount, "umount /srv/other && rm -rf /srv/same");
                    return elsewhere("/srv/other/vm.qcow2");
                }),
                error("EVAC-280", "disks here and there", List.of("h1/vm", "shared"), () -> {
                    define("h1", with(PLAIN, "<!--devices-->", second("/srv/shared/vdb.qcow2")));
                    on("h1", image("/srv/shared/vdb.qcow2"));
                    return judge();
                }),
                error("EVAC-281", "storage that the other has not", List.of("h2", SHARED), () -> {
                    shared();
                    return driver(other("h2", Map.of("images", IMAGES)))
                            .objections(move(MigrationType.COLD, false, SMALL));
                }),
                error("EVAC-281", "an old copy under the same path", List.of("h1", "h2", "/srv/shared"), () -> {
                    shared();
                    during("h2", "mount -t tmpfs tmpfs /srv/shared", "umount /srv/shared");
                    on("h2", image(SHARED));
                    return judge();
                }),
                error("EVAC-281", "storage that is not to be written to", List.of("h1", "/srv/shared"), () -> {
                    shared();
                    during("h1", "mount -o remount,bind,ro /srv/shared", "mount -o remount,bind,rw /srv/shared");
                    return judge();
                }));
    }

    private static Stream<Case> ofTheDestination() {
        String iso = IMAGES + "/setup.iso";
        String floppy = IMAGES + "/drivers.img";
        return Stream.of(
                error("EVAC-264", "a medium, running", List.of("h2", iso), () -> {
                    on("h1", image(iso));
                    define("h1", with(PLAIN, "<!--devices-->", drive("cdrom", "sda", "sata", iso)));
                    return driver(inventory::host).objections(move(MigrationType.SEMI_LIVE, true, SMALL));
                }),
                warning("EVAC-264", "a medium, stopped", List.of("h2", iso), () -> {
                    on("h1", image(iso));
                    define("h1", with(PLAIN, "<!--devices-->", drive("cdrom", "sda", "sata", iso)));
                    return judge();
                }),
                warning("EVAC-264", "a floppy of any name", List.of("h2", floppy), () -> {
                    on("h1", image(floppy));
                    define("h1", with(PLAIN, "<!--devices-->", drive("floppy", "fda", "fdc", floppy)));
                    return judge();
                }),
                error("EVAC-268", "a kernel", List.of("h2", "/srv/vmlinuz"), () -> {
                    define("h1", with(PLAIN, "<!--os-->", "<kernel>/srv/vmlinuz</kernel>"));
                    return judge();
                }),
                error("EVAC-268", "firmware", List.of("h2", "/srv/code.fd"), () -> {
                    define("h1", with(PLAIN, "<!--os-->", firmware("/srv/code.fd", nvram(NVRAM))));
                    return judge();
                }),
                error("EVAC-268", "an emulator", List.of("h2", "/srv/qemu"), () -> {
                    on("h1", "ln -s /usr/bin/qemu-system-x86_64 /srv/qemu");
                    UNDO.push(new Undo("h1", "rm /srv/qemu"));
                    define("h1", with(PLAIN, "<!--devices-->", "<emulator>/srv/qemu</emulator>"));
                    return judge();
                }),
                error("EVAC-268", "the place of its variables", List.of("h2", IMAGES + "/vars/"), () -> {
                    define("h1", with(PLAIN, "<!--os-->", firmware(CODE, nvram(IMAGES + "/vars/vm.fd"))));
                    return judge();
                }),
                error("EVAC-269", "its name", List.of("h2", "\"vm\""), () -> {
                    define("h1", PLAIN);
                    define("h2", with(PLAIN, DISK, IMAGES + "/other.qcow2"));
                    on("h2", "rm " + DISK);
                    return judge();
                }),
                error("EVAC-269", "its UUID", List.of("h2", "UUID", "\"renamed\""), () -> {
                    String uuid = "<uuid>6f9d7a1e-1c1b-4a53-9d53-0d5c3f2a7b11</uuid>";
                    String mine = with(PLAIN, "</name>", "</name>" + uuid);
                    define("h1", mine);
                    define("h2", with(mine, "<name>vm", "<name>renamed", DISK, IMAGES + "/other.qcow2"));
                    on("h2", "rm " + DISK);
                    return judge();
                }),
                error("EVAC-270", "an old disk", List.of("h2", DISK), () -> {
                    define("h1", PLAIN);
                    on("h2", "touch " + DISK);
                    return judge();
                }),
                error("EVAC-270", "a link that leads nowhere", List.of("h2", DISK), () -> {
                    define("h1", PLAIN);
                    on("h2", "ln -s /srv/gone " + DISK);
                    return judge();
                }),
                error("EVAC-270", "old variables", List.of("h2", NVRAM), () -> {
                    define("h1", with(PLAIN, "<!--os-->", firmware(CODE, nvram(NVRAM))));
                    during("h2", "touch " + NVRAM, "rm -f " + NVRAM);
                    return judge();
                }),
                error("EVAC-270", "old variables, the newer way to name them", List.of("h2", NVRAM), () -> {
                    String nvram = "<nvram type='file'><source file='" + NVRAM + "'/></nvram>";
                    define("h1", with(PLAIN, "<!--os-->", firmware(CODE, nvram)));
                    during("h2", "touch " + NVRAM, "rm -f " + NVRAM);
                    return judge();
                }),
                net("a bridge", "bridge br7", "type='bridge'><source bridge='br7'/>"),
                net("a network", "network storage", "type='network'><source network='storage'/>"),
                net("a name with blanks", "network my & net", "type='network'><source network='my &amp; net'/>"),
                net("an interface", "direct eth7", "type='direct'><source dev='eth7' mode='bridge'/>"),
                error("EVAC-271", "a network that is not started", List.of("h2", "network asleep"), () -> {
                    define("h1", nic("type='network'><source network='asleep'/>"));
                    during(
                            "h2",
                            file("/run/net.xml", "<network><name>asleep</name><bridge name='virbr7'/></network>\n")
                                    + "virsh -q net-define /run/net.xml",
                            "virsh -q net-undefine asleep");
                    return judge();
                }),
                // Both hosts emulate, and emulation has no AVX-512.
                disk(
                        "EVAC-272",
                        "a CPU model",
                        List.of("h2", "CPU", "does not provide required features"),
                        with(PLAIN, ">qemu64<", ">Skylake-Server<")),
                // Both hosts have one QEMU: what libvirt has noted of that of h2 is made that of one without the
                // machine.
                error("EVAC-273", "a machine type", List.of("h2", "pc-q35-6.2"), () -> {
                    define("h1", with(PLAIN, "machine='q35'", "machine='pc-q35-6.2'"));
                    on("h2", "virsh -q domcapabilities >/run/asked && " + STOP_LIBVIRT + """
                            sed -i '/<machine .*pc-q35-6.2/d' /var/cache/libvirt/qemu/capabilities/*.xml
                            /usr/sbin/libvirtd -d""");
                    awaitLibvirt("h2");
                    return judge();
                }),
                error("EVAC-275", "no space", List.of("h2", "1MiB"), () -> {
                    define("h1", PLAIN);
                    on("h1", "qemu-io -f qcow2 -c 'write -P 7 0 1M' " + DISK + " >/run/said");
                    during(
                            "h2",
                            "mkdir -p /srv/small && mount -t tmpfs -o size=1M tmpfs /srv/small",
                            "umount /srv/small");
                    Capacity need = survey("h1").instances().getFirst().need();
                    return driver(other("h2", Map.of("images", "/srv/small")))
                            .objections(move(MigrationType.COLD, false, need));
                }));
    }

    private static Stream<Case> ofHosts() {
        return Stream.of(
                error("EVAC-283", "less memory than there can be", List.of("h2", "emory"), () -> {
                    define("h1", PLAIN);
                    Capacity small = new Capacity(1, new ByteSize(128), SMALL.disk());
                    return driver(inventory::host).objections(move(MigrationType.SEMI_LIVE, true, small));
                }),
                error("EVAC-320", "a destination that is not reached", List.of("h2"), () -> {
                    define("h1", PLAIN);
                    return driver(closed("h2")).objections(move(MigrationType.COLD, false, SMALL));
                }),
                error(
                        "EVAC-320",
                        "a source that is not reached",
                        List.of("h1"),
                        () -> driver(closed("h1")).objections(move(MigrationType.COLD, false, SMALL))),
                error("EVAC-324", "wrong settings", List.of("h2", "images", "relative/path"), () -> {
                    define("h1", PLAIN);
                    return driver(other("h2", Map.of("images", "relative/path")))
                            .objections(move(MigrationType.COLD, false, SMALL));
                }),
                error("EVAC-340", "no libvirt at the destination", List.of("h2", "libvirt"), () -> {
                    define("h1", PLAIN);
                    during("h2", STOP_LIBVIRT, START_LIBVIRT);
                    return judge();
                }),
                error("EVAC-340", "no libvirt at the source", List.of("h1", "libvirt"), () -> {
                    define("h1", PLAIN);
                    during("h1", STOP_LIBVIRT, START_LIBVIRT);
                    return judge();
                }),
                error("EVAC-341", "no directory at the destination", List.of("h2", "/srv/none"), () -> {
                    define("h1", PLAIN);
                    return driver(other("h2", Map.of("images", "/srv/none")))
                            .objections(move(MigrationType.COLD, false, SMALL));
                }),
                error("EVAC-341", "no directory at the source", List.of("h1", "/srv/none"), () -> {
                    define("h1", PLAIN);
                    return driver(other("h1", Map.of("images", "/srv/none")))
                            .objections(move(MigrationType.COLD, false, SMALL));
                }),
                error("EVAC-342", "no qemu-img at the destination", List.of("h2", "qemu-img"), () -> {
                    define("h1", PLAIN);
                    without("h2", "qemu-img");
                    return judge();
                }),
                error("EVAC-343", "daemons of their own, handed over", List.of("h2", "libvirt-sock"), () -> {
                    define("h1", PLAIN);
                    // As where virtqemud serves, and virtproxyd does not.
                    String both = "/run/libvirt/libvirt-sock /run/libvirt/virtqemud-sock";
                    during("h2", "mv " + both, "mv /run/libvirt/virtqemud-sock /run/libvirt/libvirt-sock");
                    return handedOver();
                }),
                error("EVAC-342", "no qemu-img at the source", List.of("h1", "qemu-img"), () -> {
                    define("h1", PLAIN);
                    without("h1", "qemu-img");
                    return judge();
                }));
    }

    @Test
    void nothingStandsAgainstAPlainDomain() throws Exception {
        define("h1", PLAIN);

        assertThat(judge()).isEmpty();
    }

    @Test
    void whatIsLikeAnObstacleAndIsNoneIsAllowed() throws Exception {
        // An empty drive, a network that is up, firmware that both have, and a guest that keeps an image in its disk.
        String net = file("/run/net.xml", "<network><name>inner</name><bridge name='virbr8'/></network>\n")
                + "virsh -q net-define /run/net.xml && virsh -q net-start inner";
        during("h2", net, "virsh -q net-destroy inner && virsh -q net-undefine inner");
        on("h1", image(IMAGES + "/base.qcow2"));
        define(
                "h1",
                with(
                        nic("type='network'><source network='inner'/>"),
                        "<!--os-->",
                        firmware(CODE, nvram(NVRAM)),
                        "type='qcow2'",
                        "type='raw'",
                        "<!--devices-->",
                        "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>"));
        on("h1", "qemu-img create -q -f qcow2 -F qcow2 -b base.qcow2 " + DISK);

        assertThat(judge()).isEmpty();
    }

    @Test
    void everythingThatStandsAgainstAMoveIsSaidAtOnce() throws Exception {
        String iso = IMAGES + "/setup.iso";
        on("h1", image(iso) + image(IMAGES + "/golden.qcow2"));
        define(
                "h1",
                with(
                        nic("type='bridge'><source bridge='br7'/>"),
                        ">qemu64<",
                        ">Skylake-Server<",
                        "<!--os-->",
                        "<kernel>/srv/vmlinuz</kernel>",
                        "<!--devices-->",
                        "<filesystem type='mount'><source dir='/srv'/><target dir='x'/></filesystem>"
                                + drive("cdrom", "sda", "sata", iso)
                                + second(IMAGES + "/gone.qcow2")
                                        .replace("</disk>", "<shareable/></disk>")
                                        .replace("qcow2'/><source", "raw'/><source")));
        on("h1", "cd " + IMAGES + """
                 && qemu-img create -q -f qcow2 -F qcow2 -b golden.qcow2 vm.qcow2 && virsh -q snapshot-create-as vm s1 \\
                    --diskspec vdb,snapshot=no --diskspec vda,snapshot=external,file=/var/lib/libvirt/images/vm.s1 --disk-only""");
        define("h2", PLAIN);

        assertThat(judge())
                .extracting(Objection::code)
                .contains(
                        "EVAC-261",
                        "EVAC-262",
                        "EVAC-263",
                        "EVAC-264",
                        "EVAC-267",
                        "EVAC-268",
                        "EVAC-269",
                        "EVAC-271",
                        "EVAC-272");
    }

    @Test
    void aHostileNameOfAFileIsNoMoreThanAName() throws Exception {
        String directory = IMAGES + "/$(touch /tmp/x) & `touch ~/x`";
        String name = "it's \"a\" <disk> ;touch x; $(touch x).qcow2";
        String path = directory + "/" + name;
        on("h1", "mkdir -p " + quoted(directory) + "\n" + image(path));
        define("h1", with(PLAIN, DISK, escaped(path)));

        assertThat(judge()).isEmpty();
        assertThat(survey("h1").instances())
                .singleElement()
                .satisfies(
                        vm -> assertThat(vm.disks().getFirst().size().bytes()).isPositive());
        assertThat(driver(inventory::host).commands(move(MigrationType.COLD, false, SMALL)))
                .anyMatch(line -> line.contains(path));
        on("h2", "touch " + IMAGES + "/" + quoted(name));
        assertThat(judge()).singleElement().satisfies(taken -> {
            assertThat(taken.code()).isEqualTo("EVAC-270");
            assertThat(taken.reason()).contains("h2", "it's", "$(touch x)");
        });
        for (String host : List.of("h1", "h2")) {
            assertThat(on(host, "ls -d /tmp/x /root/x /x 2>/dev/null || true")).isEmpty();
        }
    }

    @Test
    void aSurveySaysWhatThereIs() throws Exception {
        String thin = IMAGES + "/thin.raw";
        define("h1", with(PLAIN, "type='qcow2'", "type='raw'", DISK, thin));
        on("h1", "rm " + DISK + "; truncate -s 1G " + thin + """
                 && dd if=/dev/urandom of=/var/lib/libvirt/images/thin.raw bs=64k count=3 conv=notrunc status=none
                virsh -q autostart vm && virsh -q start vm --paused""");
        String layered = IMAGES + "/layered.qcow2";
        define("h1", with(PLAIN, "<name>vm", "<name>layered", DISK, layered + ".evac-1"));
        on("h1", "mv " + DISK + " " + layered + """
                 && cd /var/lib/libvirt/images && qemu-io -f qcow2 -c 'write -P 7 0 1M' layered.qcow2 >/run/said \
                 && qemu-img create -q -f qcow2 -F qcow2 -b layered.qcow2 layered.qcow2.evac-1 1M""");
        on(
                "h1",
                image(IMAGES + "/passing.qcow2")
                        + file("/run/vm.xml", with(PLAIN, "<name>vm", "<name>passing", DISK, IMAGES + "/passing.qcow2"))
                        + "virsh -q create /run/vm.xml --paused");
        define("h1", with(PLAIN, "<name>vm", "<name>gone", DISK, IMAGES + "/gone.qcow2"));
        UNDO.push(new Undo("h1", "virsh -q undefine 'my $(touch x) vm'; virsh -q undefine 1"));
        define("h1", with(PLAIN, "<name>vm", "<name>my $(touch x) vm"));
        // To virsh this is whatever domain was started first.
        define("h1", with(PLAIN, "<name>vm", "<name>1"));

        HostReport report = survey("h1");

        Map<String, Instance> found = new HashMap<>();
        report.instances().forEach(instance -> found.put(instance.ref().name().value(), instance));
        assertThat(found).containsOnlyKeys("vm", "layered", "passing", "gone");
        Instance vm = found.get("vm");
        assertThat(vm.running()).isEqualTo(RunState.RUNNING);
        assertThat(vm.autostart()).isTrue();
        assertThat(vm.types()).containsExactly("semi-live", "live+block", "warm", "cold");
        assertThat(vm.problems()).isEmpty();
        assertThat(vm.need().cpus()).isEqualTo(1);
        assertThat(vm.need().memory()).isEqualTo(ByteSize.parse("64MiB"));
        // Holes are none of it; what libvirt notes on the file may be.
        assertThat(vm.disks())
                .singleElement()
                .satisfies(disk -> assertThat(disk.size().bytes()).isBetween(192L << 10, 256L << 10));
        assertThat(found.get("layered").running()).isEqualTo(RunState.STOPPED);
        assertThat(found.get("layered").autostart()).isFalse();
        assertThat(found.get("layered").need().disk().bytes()).isGreaterThan(1 << 20);
        assertThat(found.get("passing").problems())
                .singleElement()
                .asString()
                .contains("no persistent definition", "Maybe");
        assertThat(found.get("gone").need().disk().bytes()).isZero();
        assertThat(report.warnings())
                .hasSize(2)
                .allMatch(warning -> warning.contains("Maybe"))
                .anyMatch(warning -> warning.contains("\"my $(touch x) vm\""))
                .anyMatch(warning -> warning.contains("\"1\""));
        // Those that can be no instance take their share all the same.
        assertThat(report.used().cpus()).isEqualTo(6);
        assertThat(report.facts())
                .containsKeys("libvirt", "qemu", "disk free", "networks")
                .containsEntry("pools", "\"default\"")
                .containsEntry("bridges", "\"br0\"")
                .hasEntrySatisfying("cpu", cpu -> assertThat(cpu).matches("\"x86_64 .+\"( and \\d+ features)?"));
    }

    @Test
    void aWarningOfVirshIsNoPartOfItsAnswer() throws Exception {
        define("h1", PLAIN);
        during("h1", """
                cp /usr/bin/virsh /run/virsh
                cat >/run/warning <<'EVAC'
                #!/bin/sh
                echo 'warning: something else' >&2
                exec /run/virsh "$@"
                EVAC
                chmod 755 /run/warning && mount --bind /run/warning /usr/bin/virsh
                """, "umount /usr/bin/virsh; rm /run/virsh");

        HostReport report = survey("h1");

        assertThat(report.warnings()).isEmpty();
        assertThat(report.instances())
                .singleElement()
                .satisfies(vm -> assertThat(vm.types()).containsExactly("semi-live", "live+block", "warm", "cold"));
    }

    /** What a guest has written at the start of a raw disk is no reason to leave another domain behind. */
    @Test
    void whatARawDiskBeginsWithIsItsGuestsOwn() throws Exception {
        define("h1", PLAIN);
        on("h1", "cd " + IMAGES + " && qemu-img create -q -f qcow2 -F qcow2 -b vm.qcow2 hostile.raw");
        on(
                "h1",
                file(
                                "/run/hostile.xml",
                                with(
                                        PLAIN,
                                        "<name>vm<",
                                        "<name>hostile<",
                                        DISK,
                                        IMAGES + "/hostile.raw",
                                        "type='qcow2'",
                                        "type='raw'"))
                        + "virsh -q define /run/hostile.xml");

        assertThat(judge()).isEmpty();
    }

    /** Whoever is not told of would be left behind, and its room given to others. */
    @Test
    void aSurveyThatLibvirtDoesNotAnswerToTheEndIsNone() throws Exception {
        define("h1", PLAIN);
        define("h1", with(PLAIN, "<name>vm<", "<name>vm-2<"));
        UNDO.push(new Undo("h1", START_LIBVIRT));
        during("h1", """
                cp /usr/bin/virsh /run/virsh
                cat >/run/dying <<'EVAC'
                #!/bin/sh
                case $* in *dominfo*vm-2) kill -9 "$(cat /run/libvirtd.pid)" ;; esac
                exec /run/virsh "$@"
                EVAC
                chmod 755 /run/dying && mount --bind /run/dying /usr/bin/virsh
                """, "umount /usr/bin/virsh; rm /run/virsh");

        assertUnsurveyed("h1: libvirt did not answer to the end");
    }

    @Test
    void aHostThatCannotBeSurveyedSaysWhatHelps() throws Exception {
        without("h1", "virsh");
        assertUnsurveyed("h1 has no virsh");
        undo();

        without("h1", "qemu-img");
        assertUnsurveyed("h1 has no qemu-img");
        undo();

        during("h1", STOP_LIBVIRT, START_LIBVIRT);
        assertUnsurveyed("h1: libvirt does not answer");
    }

    private static void assertUnsurveyed(String why) {
        SurveyException said = catchThrowableOfType(SurveyException.class, () -> survey("h1"));
        assertThat(said).hasMessageContaining(why);
        assertThat(said.remedy()).startsWith("Maybe");
    }

    private static final String STOP_LIBVIRT =
            "p=$(cat /run/libvirtd.pid) && kill $p && timeout 60 tail --pid=$p -f /dev/null\n";
    private static final String START_LIBVIRT = "/usr/sbin/libvirtd -d";
    private static final String NVRAM = "/var/lib/libvirt/qemu/nvram/vm_VARS.fd";
    /** Firmware to libvirt, which does not look into it. */
    private static final String CODE = "/var/lib/libvirt/boot/vmlinuz";

    private static String firmware(String code, String nvram) {
        return "<loader readonly='yes' type='pflash'>" + code + "</loader>" + nvram;
    }

    private static String nvram(String path) {
        return "<nvram>" + path + "</nvram>";
    }

    private static String hostCpu(String mode) {
        return PLAIN.replaceAll("<cpu .*</cpu>", "<cpu mode='" + mode + "'/>");
    }

    private static String second(String path) {
        return "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='" + path
                + "'/><target dev='vdb' bus='virtio'/></disk>";
    }

    private static String drive(String device, String target, String bus, String medium) {
        return "<disk type='file' device='%s'><source file='%s'/><target dev='%s' bus='%s'/><readonly/></disk>"
                .formatted(device, medium, target, bus);
    }

    private static String nic(String rest) {
        return with(PLAIN, "type='bridge'><source bridge='br0'/>", rest);
    }

    private static Case error(String code, String what, List<String> words, Scene scene) {
        return new Case(code, Severity.ERROR, what, words, scene);
    }

    private static Case warning(String code, String what, List<String> words, Scene scene) {
        return new Case(code, Severity.WARNING, what, words, scene);
    }

    private static Case disk(String code, String what, List<String> words, String xml) {
        return error(code, what, words, () -> {
            define("h1", xml);
            return judge();
        });
    }

    private static Case device(String kind, String element) {
        return disk("EVAC-263", kind, List.of("h1/vm", kind), with(PLAIN, "<!--devices-->", element));
    }

    private static Case net(String what, String named, String rest) {
        return disk("EVAC-271", what, List.of("h2", named), nic(rest));
    }

    /** Without the warning that every domain of the lab gets: it has no KVM. */
    private static List<Objection> handedOver() {
        return driver(inventory::host).objections(move(MigrationType.LIVE_BLOCK, true, SMALL)).stream()
                .filter(objection -> !objection.code().equals("EVAC-284"))
                .toList();
    }

    /** A domain whose disk is a volume, based on that of the plain one; its pool is not started. */
    private static void volume(String name) throws Exception {
        define("h1", PLAIN);
        on("h1", "mkdir -p " + IMAGES + "/second && cd " + IMAGES + """
                /second && qemu-img create -q -f qcow2 -F qcow2 -b ../vm.qcow2 clone.qcow2
                """);
        UNDO.push(new Undo("h1", "virsh -q pool-destroy inner; virsh -q pool-undefine inner"));
        on("h1", "virsh -q pool-define-as inner dir --target " + IMAGES + "/second");
        String disk = "pool='inner' volume='" + name + "'";
        on(
                "h1",
                file(
                                "/run/clone.xml",
                                with(
                                        PLAIN,
                                        "<name>vm<",
                                        "<name>clone<",
                                        "type='file' device='disk'",
                                        "type='volume' device='disk'",
                                        "file='" + DISK + "'",
                                        disk))
                        + "virsh -q define /run/clone.xml");
    }

    /** A domain on shared storage. */
    private static void shared() throws Exception {
        define("h1", with(PLAIN, DISK, SHARED));
        on("h1", "mv " + DISK + " " + SHARED);
    }

    private static List<Objection> elsewhere(String path) throws Exception {
        define("h1", with(PLAIN, DISK, path));
        on("h1", "mv " + DISK + " " + path);
        return judge();
    }

    private static String with(String xml, String... pairs) {
        String changed = xml;
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(changed).contains(pairs[i]);
            changed = changed.replace(pairs[i], pairs[i + 1]);
        }
        return changed;
    }

    /** Defines a domain; the disk of the plain one is there. */
    private static void define(String host, String xml) throws Exception {
        on(host, image(DISK) + file("/run/vm.xml", xml) + "virsh -q define /run/vm.xml");
    }

    private static String image(String path) {
        return "qemu-img create -q -f qcow2 " + quoted(path) + " 1M || exit 1\n";
    }

    private static String file(String path, String content) {
        return "cat >" + path + " <<'EVAC'\n" + content + "EVAC\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }

    /** Changes a host until the test has ended. */
    private static void during(String host, String script, String undo) throws Exception {
        UNDO.push(new Undo(host, undo));
        on(host, script);
    }

    /** A program of a lab host is this machine's, and read-only: something that is none comes over it. */
    private static void without(String host, String program) throws Exception {
        String path = "/usr/bin/" + program;
        during(host, "touch /run/none && mount --bind /run/none " + path, "umount " + path);
    }

    private static void awaitLibvirt(String host) {
        EvacProcess.await("libvirt of " + host + " answers", () -> {
            try {
                on(host, "virsh -q version");
                return true;
            } catch (IOException silent) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static HostReport survey(String host) throws SurveyException {
        return driver(inventory::host).survey(inventory.host(new HostName(host)));
    }

    private static List<Objection> judge() {
        return driver(inventory::host).objections(move(MigrationType.COLD, false, SMALL));
    }

    private static LibvirtDriver driver(Function<HostName, Host> all) {
        RemoteGuards guards =
                new RemoteGuards(shells, LibvirtDriver::guardRoot, (host, name) -> LibvirtDriver.home(name), false);
        Clock clock = Clock.systemUTC();
        return new LibvirtDriver(
                shells,
                guards,
                inventory.ssh(),
                all,
                new Traffic(() -> host -> host, clock, clock),
                clock,
                clock,
                time -> {
                    throw new AssertionError("who only looks waits for nothing");
                });
    }

    private static Move move(MigrationType type, boolean running, Capacity need) {
        return move(type, running, need, Optional.empty());
    }

    private static List<Objection> larger(MigrationType type, boolean running) {
        return driver(inventory::host)
                .objections(move(type, running, SMALL, Optional.of(SMALL.disk().plus(SMALL.disk()))));
    }

    private static Move move(MigrationType type, boolean running, Capacity need, Optional<ByteSize> diskSize) {
        return new Move(
                new MoveId("P-9f3c21ab.1"),
                1,
                new InstanceRef(new HostName("h1"), new InstanceName("vm")),
                new HostName("h2"),
                type,
                0,
                need,
                diskSize,
                Duration.ofMinutes(1),
                Optional.empty(),
                Optional.empty(),
                running,
                "",
                0,
                0,
                new Estimate(0, Duration.ZERO, Duration.ZERO),
                "");
    }

    /** The inventory with other settings of one host. */
    private static Function<HostName, Host> other(String name, Map<String, Object> settings) {
        return changed(name, host -> copy(host, host.address(), settings));
    }

    /** The inventory with a port of one host that nobody listens on. */
    private static Function<HostName, Host> closed(String name) {
        return changed(name, host -> {
            Address to = host.address();
            return copy(host, new Address(to.host(), 9, to.user(), to.jump()), host.settings());
        });
    }

    private static Function<HostName, Host> changed(String name, Function<Host, Host> change) {
        return asked -> {
            Host host = inventory.host(asked);
            return asked.value().equals(name) ? change.apply(host) : host;
        };
    }

    private static Host copy(Host host, Address address, Map<String, Object> settings) {
        return new Host(
                host.name(),
                address,
                host.driver(),
                host.capacity(),
                host.slots(),
                host.bandwidth(),
                host.accepts(),
                host.labels(),
                host.powerFence(),
                settings);
    }
}
