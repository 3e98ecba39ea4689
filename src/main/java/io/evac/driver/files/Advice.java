package io.evac.driver.files;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import io.evac.remote.tree.Deadline;
import io.evac.remote.tree.Exclusions;
import io.evac.remote.tree.Manifest;
import io.evac.remote.tree.Pair;
import io.evac.remote.tree.Routes;
import io.evac.remote.tree.Side;
import io.evac.remote.tree.TarOptions;
import io.evac.remote.tree.Tools;
import io.evac.remote.tree.Transfer;
import io.evac.remote.tree.TreeReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Says what stands against a move, by looking at both hosts and at the tree itself. Thread-safe. */
final class Advice {
    private final Function<HostName, Host> hosts;
    private final Sides sides;
    private final Routes routes;
    private final Clock clock;

    Advice(Function<HostName, Host> hosts, Sides sides, Routes routes, Clock clock) {
        this.hosts = hosts;
        this.sides = sides;
        this.routes = routes;
        this.clock = clock;
    }

    List<Objection> objections(Move move) {
        List<Objection> objections = new ArrayList<>();
        try {
            Host from = hosts.apply(move.from());
            Side source = sides.source(from, move.instance().name());
            Sides.definition(source)
                    .ifPresentOrElse(
                            file -> definition(source, file, objections),
                            () -> objections.add(ObjectionCode.DEFINITION.error(
                                    source.place() + " has no instance.yaml", "Maybe restore it")));
            host(source, objections);
            there(move, source, objections.isEmpty()).stream()
                    .map(Objection::againstItsPlace)
                    .forEach(objections::add);
        } catch (FailureException e) {
            objections.add(unasked(e.failure()));
        } catch (IllegalArgumentException e) {
            objections.add(ObjectionCode.SETTINGS.error(e.getMessage(), "Maybe correct hosts.yaml"));
        }
        return objections;
    }

    /** What stands against it at its destination, or that this says nothing. */
    private List<Objection> there(Move move, Side source, boolean fine) {
        List<Objection> there = new ArrayList<>();
        Side destination;
        try {
            destination =
                    sides.destination(hosts.apply(move.to()), move.instance().name());
        } catch (FailureException e) {
            return List.of(unasked(e.failure()));
        }
        host(destination, there);
        transfer(source, destination, there);
        place(move, destination, there);
        if (fine && there.isEmpty()) {
            new TreeAdvice(source, destination, tree(source)).into(there);
        }
        return there;
    }

    private static Objection unasked(Failure failure) {
        String maybe = failure instanceof Failure.Permanent permanent
                ? permanent.maybe()
                : "Maybe the host is down; plan again when it answers";
        ObjectionCode code = failure.code().equals("EVAC-451") ? ObjectionCode.NOT_THERE : ObjectionCode.UNASKED;
        return code.error(failure.what(), maybe);
    }

    private void definition(Side source, InstanceFile file, List<Objection> objections) {
        for (String problem : file.problems()) {
            int maybe = problem.indexOf(" Maybe ");
            objections.add(ObjectionCode.DEFINITION.error(
                    maybe < 0 ? problem : problem.substring(0, maybe),
                    maybe < 0 ? "Maybe correct it" : problem.substring(maybe + 1)));
        }
        if (!file.status().isEmpty() && Statuses.unknown(source, file.status())) {
            objections.add(ObjectionCode.STATUS_UNKNOWN.error(
                    source.place() + ": status answers neither 0 (running) nor 3 (stopped)",
                    "Maybe run its status by hand in that directory and make it answer as LSB says"));
        }
    }

    private static void host(Side side, List<Objection> objections) {
        Tools tools = side.tools();
        String root = side.host().name() + ":" + side.root();
        if (!tools.has("root") || !tools.has("writable")) {
            objections.add(ObjectionCode.ROOT.error(
                    root + " is missing or not writable", "Maybe create it or correct files.root"));
            return;
        }
        tools.missing()
                .ifPresent(what -> objections.add(ObjectionCode.TOOL_MISSING.error(
                        side.host().name() + " has no " + what, "Maybe install coreutils and findutils there")));
        if (tools.tar() == Tools.Tar.NONE) {
            objections.add(ObjectionCode.TOOL_MISSING.error(
                    side.host().name() + " has no GNU or busybox tar", "Maybe install tar there"));
        }
        if (!tools.facts().getOrDefault("device", "").equals(tools.facts().get("parking"))) {
            objections.add(ObjectionCode.PARKING_ELSEWHERE.error(
                    root + "/.evac is on another file system than the instances: nothing can be renamed away",
                    "Maybe unmount it, or choose a root that is one file system"));
        }
    }

    private static void transfer(Side source, Side destination, List<Objection> objections) {
        Host from = source.host();
        Host to = destination.host();
        Transfer wish = Routes.wish(source, destination);
        if (!Routes.tools(wish, source.tools(), destination.tools())) {
            String lacks = wish == Transfer.RSYNC
                    ? from.name() + " or " + to.name() + " lacks it, or ssh"
                    : from.name() + " lacks ssh, ssh-keyscan, mktemp or mkfifo";
            objections.add(ObjectionCode.TRANSFER_IMPOSSIBLE.error(
                    "files.transfer is " + wish.word() + " and " + lacks, "Maybe set files.transfer: auto"));
        }
    }

    private static void place(Move move, Side destination, List<Objection> objections) {
        Host host = destination.host();
        FilesSettings settings = FilesSettings.of(host);
        if (destination.tools().has("home")) {
            objections.add(ObjectionCode.NAME_IN_PLACE.error(
                    host.name() + ":" + settings.home(destination.instance()) + " is there already",
                    "Maybe rename or remove it, or choose another destination"));
        }
        long free = destination.tools().number("free").orElse(0L) * 1024;
        long need = move.need().disk().bytes();
        if (free < need) {
            objections.add(ObjectionCode.NO_SPACE.error(
                    "needs " + new ByteSize(need) + " and " + host.name() + " has " + new ByteSize(free) + " free",
                    "Maybe make room there or choose another destination"));
        }
    }

    private Manifest tree(Side source) {
        TreeReader reader = new TreeReader();
        TreeReader.Mode mode = new TreeReader.Mode(false, false, Deadline.none(clock));
        List<String> runtime =
                Sides.definition(source).map(InstanceFile::runtime).orElse(List.of());
        return reader.manifest(source, new Exclusions(runtime), mode);
    }

    List<String> commands(Move move) {
        Host from = hosts.apply(move.from());
        Host to = hosts.apply(move.to());
        Pair pair = sides.pair(from, to, move.instance().name());
        String arrived = FilesSettings.of(to).home(move.instance().name());
        List<String> lines = new ArrayList<>();
        lines.add(to.name() + ": guard reserve " + move.instance().name());
        lines.addAll(transfer(pair));
        Sides.definition(pair.source()).ifPresent(file -> {
            lines.add(from.name() + ": " + String.join(" ", file.stop()) + "  (then what changed once more)");
            lines.add(from.name() + " and " + to.name() + ": SHA-256 of every file, compared");
            lines.add(from.name() + ": mv " + pair.source().directory() + " "
                    + FilesSettings.of(from).away(move.instance().name()));
            lines.add(to.name() + ": mv " + pair.destination().directory() + " " + arrived);
            lines.add(to.name() + ": " + String.join(" ", file.start()));
        });
        return lines;
    }

    private List<String> transfer(Pair pair) {
        Side source = pair.source();
        Side destination = pair.destination();
        TarOptions tar = new TarOptions(source.tools(), destination.tools());
        String pack = source.host().name() + ": cd " + source.directory() + " && " + String.join(" ", tar.create());
        String unpack = destination.host().name() + ": cd " + destination.directory() + " && "
                + String.join(" ", tar.extract());
        return switch (routes.expected(pair, tree(source))) {
            case RSYNC ->
                List.of(source.host().name() + ": rsync -rlptgoHSAX --numeric-ids --partial " + source.directory()
                        + "/ " + destination.host().address() + ":" + destination.directory() + "/");
            case TAR -> List.of(pack + " | ssh " + destination.host().address() + " evac-tar", unpack);
            case AUTO, RELAY -> List.of(pack + "  (relayed)", unpack);
        };
    }
}
