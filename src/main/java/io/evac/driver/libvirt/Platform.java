package io.evac.driver.libvirt;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.Definition;
import io.evac.migration.MoveContext;
import io.evac.remote.guard.Program;
import io.evac.remote.guard.RemoteGuard;
import io.evac.remote.guard.RemoteGuards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The guard's platform on the hosts ({@code platform.sh}): what it is told, and how a guard finds it. Thread-safe. */
final class Platform {
    private static final Program PROGRAM = Program.shipped("libvirt", "/libvirt/platform.sh");
    /** To make a snapshot or a few links takes moments; a busy host gets more. */
    private static final Duration SHORT = Duration.ofMinutes(2);
    /** To merge layers takes as long as to copy what is in them. */
    private static final Duration LONG = Duration.ofHours(6);

    private final RemoteGuards guards;

    Platform(RemoteGuards guards) {
        this.guards = guards;
    }

    /** The words that have the program on that host do something with a domain; it is there when this returns. */
    List<String> words(Host host, InstanceName name) {
        return List.of("sh", guards.on(host).provide(PROGRAM), LibvirtSettings.URI, name.value());
    }

    List<String> words(Host host, InstanceName name, String word) {
        List<String> words = new ArrayList<>(words(host, name));
        words.add(word);
        return words;
    }

    /**
     * How the guard of a host starts, stops and looks at a domain there.
     *
     * @param agent whether it is healthy only when an agent in the guest answers
     */
    Definition definition(Host host, InstanceName name, boolean agent, boolean autostart) {
        return new Definition(
                LibvirtDriver.home(name),
                words(host, name, "start"),
                words(host, name, "stop"),
                words(host, name, "status"),
                agent ? words(host, name, "health") : List.of(),
                LibvirtSettings.of(host).stopTimeout(),
                autostart,
                words(host, name));
    }

    /** From now on a running domain writes into layer {@code number}. */
    void layer(MoveContext ctx, int number) {
        source(ctx).step(ctx.instance(), ctx.ticket(), "layer-" + number, SHORT);
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
