package io.evac.driver.libvirt;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Rate;
import io.evac.migration.Definition;
import io.evac.migration.MoveContext;
import io.evac.plan.Policy.Convergence;
import io.evac.remote.guard.InstalledProgram;
import io.evac.remote.guard.RemoteGuard;
import io.evac.remote.guard.RemoteGuards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The guard's platform on the hosts ({@code platform.sh}): what it is told, and how a guard finds it. Thread-safe. */
final class Platform {
    private static final InstalledProgram PROGRAM = InstalledProgram.shipped("libvirt", "libvirt", "platform.sh");
    /** To make a snapshot or a few links takes moments; a busy host gets more. */
    private static final Duration SHORT = Duration.ofMinutes(2);
    /** To merge layers takes as long as to copy what is in them. */
    private static final Duration LONG = Duration.ofHours(6);

    /** Bytes of memory that even a slow disk, and a link without a limit, take in a second. */
    private static final long SLOWEST = 50_000_000;

    /** Memory that a guest writes is carried again; one that writes faster than this does not get away. */
    private static final int ROUNDS = 4;

    /** It is slowed down a step in every second round. */
    private static final int SLOWING_ROUNDS = 16;

    /** How a domain is stopped, and started again. */
    enum Way {
        /** Shut down, and booted. */
        BOOT("stop", "start"),
        /** Its memory is saved and restored; where that comes to nothing it is booted. */
        RESUME_OR_BOOT("save", "resume-or-boot"),
        /** The same where its memory has come to: there it has it, or is not healthy. */
        RESUME("save", "resume"),
        /** It is handed over to the destination while it runs. */
        HAND_OVER("migrate", "go-on"),
        /** It goes on where it was, with what has been handed over. */
        GO_ON("stop", "go-on");

        private final String stop;
        private final String start;

        Way(String stop, String start) {
            this.stop = stop;
            this.start = start;
        }
    }

    /** How long a disk takes for that much memory. */
    static Duration saving(ByteSize memory) {
        return Duration.ofSeconds(memory.bytes() / SLOWEST);
    }

    /** How long a link takes for it, again and again. */
    static Duration carrying(ByteSize memory, Optional<Rate> limit, Convergence convergence) {
        long rate = Math.min(SLOWEST, limit.map(Rate::bytesPerSecond).orElse(SLOWEST));
        int rounds = switch (convergence) {
            case NONE -> ROUNDS;
            case AUTO_CONVERGE -> SLOWING_ROUNDS;
        };
        return Duration.ofSeconds(rounds * (memory.bytes() / Math.max(1, rate)));
    }

    private final RemoteGuards guards;

    Platform(RemoteGuards guards) {
        this.guards = guards;
    }

    /** The words that have the program on that host do something with a domain; it is there when this returns. */
    List<String> words(Host host, InstanceName name) {
        return List.of(
                "sh",
                guards.on(host).provide(PROGRAM),
                LibvirtSettings.URI,
                String.join(":", LibvirtSettings.of(host).shared()),
                name.value());
    }

    List<String> words(Host host, InstanceName name, String word) {
        List<String> words = new ArrayList<>(words(host, name));
        words.add(word);
        return words;
    }

    /**
     * How the guard of a host starts, stops and looks at a domain there.
     *
     * @param saving how long a stop may take besides, for memory that it writes down or carries
     * @param agent whether it is healthy only when an agent in the guest answers
     */
    Definition definition(Host host, InstanceName name, Way way, Duration saving, boolean agent, boolean autostart) {
        Duration stop = LibvirtSettings.of(host).stopTimeout();
        return new Definition(
                LibvirtDriver.home(name),
                words(host, name, way.start),
                words(host, name, way.stop),
                words(host, name, "status"),
                agent ? words(host, name, "health") : List.of(),
                stop.plus(saving),
                autostart,
                words(host, name));
    }

    /** What a domain is handed over through at its destination: libvirt, its memory, its disks; as {@code platform.sh} has it. */
    static List<String> sockets(InstanceName name) {
        // ssh takes a colon for the end of a path.
        String directory = "/run/libvirt/qemu/evac-" + name.value().replace(':', '+');
        return List.of("/run/libvirt/libvirt-sock", directory + "/m", directory + "/d");
    }

    /** From now on a running domain writes into layer {@code number}. */
    void layer(MoveContext ctx, int number) {
        // QEMU carries what it hands over in whole clusters: both hosts' last layers must have the same.
        String word = ctx.handsOver() ? "plain-layer-" : "layer-";
        source(ctx).step(ctx.instance(), ctx.ticket(), word + number, SHORT);
    }

    /** Has {@code out/} show all that does not change any more. */
    void expose(MoveContext ctx) {
        source(ctx).step(ctx.instance(), ctx.ticket(), "expose", SHORT);
    }

    /** Has a domain that is in nobody's hands write into its own disks again. */
    void flatten(MoveContext ctx, Host host, Definition definition) {
        RemoteGuard guard = guards.on(host);
        guard.open(ctx.instance(), ctx.ticket(), definition);
        guard.step(ctx.instance(), ctx.ticket(), "flatten", LONG);
        guard.giveBack(ctx.instance(), ctx.ticket());
    }

    private RemoteGuard source(MoveContext ctx) {
        return guards.on(ctx.source());
    }
}
