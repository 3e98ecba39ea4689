package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.Size;
import io.evac.inventory.Host;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.migration.MoveContext;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shells;
import io.evac.remote.tree.Faults;
import io.evac.remote.tree.Receivers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What arrives at a destination: how it is worked on, and what it will be. Methods throw {@link
 * io.evac.migration.FailureException}. Thread-safe.
 */
record ArrivingCopy(Shells shells, Receivers receivers, Virsh virsh, Platform platform) {
    /** How {@code platform.sh} ends where to ask again is no use. */
    private static final int REFUSED = 2;

    /** Has the platform do what a word says. */
    void say(MoveContext ctx, String word, byte[] stdin, Duration longest) {
        run(ctx, platform.words(ctx.destination(), ctx.instance(), word), stdin, longest);
    }

    /** Runs a command in it, as the attempt's receiver. */
    void run(MoveContext ctx, List<String> argv, byte[] stdin, Duration longest) {
        Host to = ctx.destination();
        try {
            Command command = receivers.receive(to, ctx.instance(), ctx.ticket(), argv);
            Result result = shells.on(to).run(command.withStdin(stdin).withTimeout(longest));
            if (result.exit() == REFUSED) {
                throw new FailureException(new Failure.Permanent(
                        "EVAC-455",
                        to.name() + " does not take " + ctx.instance() + ": " + Faults.tail(result.err()),
                        "Maybe mend what is said there, and retry"));
            }
            if (!result.ok()) {
                throw Faults.unwritable(to.name().value(), Faults.tail(result.err() + "\n" + result.out()));
            }
        } catch (RemoteException e) {
            throw Faults.remote(to.name().value(), e);
        }
    }

    /** As planned; at home as it was there. */
    Size size(MoveContext ctx, Domain domain) {
        if (!ctx.homeward()) {
            return new Size(ctx.move().need().cpus(), ctx.move().need().memory());
        }
        String parked = virsh.parked(
                ctx.destination(), LibvirtSettings.of(ctx.destination()).away(ctx.instance()) + "/domain.xml");
        return parked.isEmpty()
                ? domain.definition().size()
                : DomainXml.parse(parked.getBytes(StandardCharsets.UTF_8)).size();
    }

    /** Which directory a target's files go to: to where they came from when they go home. */
    Function<String, String> directories(MoveContext ctx) {
        LibvirtSettings settings = LibvirtSettings.of(ctx.destination());
        Map<String, String> known = ctx.homeward()
                ? Arrival.directories(virsh.parked(ctx.destination(), settings.away(ctx.instance()) + "/files"))
                : Map.of();
        return target -> known.getOrDefault(target, settings.images());
    }
}
