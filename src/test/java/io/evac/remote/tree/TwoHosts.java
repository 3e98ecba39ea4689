package io.evac.remote.tree;

import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Slots;
import io.evac.migration.Checkpoint;
import io.evac.migration.Failure;
import io.evac.migration.MoveContext;
import io.evac.migration.Phase;
import io.evac.migration.Progress;
import io.evac.migration.Ticket;
import io.evac.migration.Traffic;
import io.evac.migration.Transport.Round;
import io.evac.migration.Verifier;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import io.evac.remote.Shells;
import io.evac.remote.guard.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Two roots on this machine that play two hosts, with an instance {@code web} on the first. */
public final class TwoHosts {
    public static final InstanceName WEB = new InstanceName("web");
    public static final String DEFINITION = """
            start: ./ctl start
            stop: ./ctl stop
            status: ./ctl status
            stopTimeout: 10s
            cpus: 1
            memory: 64MiB
            runtime: [cache/tmp, "*.lock"]
            """;

    /** As its definition says. */
    private static final Exclusions EXCLUSIONS = new Exclusions(List.of("cache/tmp", "*.lock"));

    private static final Verifier NOBODY = new Verifier() {
        @Override
        public Optional<Failure> moved(Move move) {
            throw new IllegalStateException("who carries a tree verifies no move");
        }

        @Override
        public Optional<Failure> at(InstanceRef place, Move move) {
            return moved(move);
        }
    };

    public final LocalShell alphaShell;
    public final LocalShell betaShell;
    public final Host alpha;
    public final Host beta;
    public final Path home;
    public final Path away;
    final List<Long> progress = new ArrayList<>();
    final List<String> waits = new ArrayList<>();
    final OpenDoor door = new OpenDoor();
    Duration budget = Duration.ofMinutes(5);
    private final AtomicLong calls = new AtomicLong();

    public TwoHosts(Path dir, LocalShell alphaShell, LocalShell betaShell) throws IOException {
        this.alphaShell = alphaShell;
        this.betaShell = betaShell;
        this.alpha = host("alpha", dir.resolve("a"), UnaryOperator.identity(), 22);
        this.beta = host("beta", dir.resolve("b"), UnaryOperator.identity(), 22);
        this.home = dir.resolve("a/web");
        this.away = dir.resolve("b/.evac/away/web");
        Files.createDirectories(home);
        Files.createDirectories(away);
        Files.writeString(home.resolve("instance.yaml"), DEFINITION);
    }

    public static Host host(String name, Path root, UnaryOperator<Bandwidth> bandwidth, int port) {
        return new Host(
                new HostName(name),
                new Address("127.0.0.1", port, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                bandwidth.apply(Bandwidth.UNLIMITED),
                true,
                Map.of(),
                List.of(),
                Map.of("root", root.toString()));
    }

    private static String root(Host host) {
        return host.settings().get("root").toString();
    }

    static String guardRoot(Host host) {
        return root(host) + "/.evac";
    }

    private static String away(Host host, InstanceName instance) {
        return guardRoot(host) + "/away/" + instance;
    }

    /** The copy in place, else the parked one, and the arriving one. */
    static Ends ends(Shells shells) {
        Probe probe = new Probe(shells, Clock.systemUTC());
        return (from, to, instance) -> {
            Tools here = probe.look(from, root(from), instance);
            Tools there = probe.look(to, root(to), instance);
            String home = here.has("home") ? root(from) + "/" + instance : away(from, instance);
            return new Pair(
                    side(shells, from, instance, home, here),
                    side(shells, to, instance, away(to, instance), there),
                    EXCLUSIONS);
        };
    }

    private static Side side(Shells shells, Host host, InstanceName instance, String directory, Tools tools) {
        String word = host.settings().getOrDefault("transfer", "auto").toString();
        Transfer transfer = Transfer.of("files.transfer", word);
        return new Side(host, shells.on(host), root(host), transfer, instance, directory, tools);
    }

    public Shells shells() {
        return new Shells() {
            @Override
            public Shell on(Host host) {
                return host.name().equals(alpha.name()) ? alphaShell : betaShell;
            }

            @Override
            public void close() {}
        };
    }

    /** A guard that lets everybody write, in the arriving copy. */
    public static final class OpenDoor implements Receivers {
        final AtomicInteger ungranted = new AtomicInteger();

        @Override
        public Command receive(Host host, InstanceName instance, Ticket ticket, List<String> argv) {
            List<String> all =
                    new ArrayList<>(List.of("sh", "-c", "mkdir -p \"$1\" && cd \"$1\" && shift && exec \"$@\"", "x"));
            all.add(away(host, instance));
            all.addAll(argv);
            return Command.of(all);
        }

        @Override
        public void grant(Host host, InstanceName name, Ticket ticket, Grant grant) {
            throw new IllegalStateException("no key is needed here");
        }

        @Override
        public void ungrant(Host host, InstanceName instance, String owner) {
            ungranted.incrementAndGet();
        }
    }

    /** Under the limits that the hosts of each move have. */
    public static Traffic traffic() {
        return new Traffic(() -> host -> host, Clock.systemDefaultZone(), Clock.systemUTC());
    }

    TreeTransport transport() {
        Receivers receivers = door;
        PinnedKeys nobody = new PinnedKeys(Path.of("/nonexistent"));
        Routes routes = Routes.of(receivers, nobody, traffic(), Clock.systemUTC(), Clock.systemUTC(), time -> {});
        return new TreeTransport(ends(shells()), receivers, routes, Clock.systemUTC());
    }

    public static Move move() {
        return move(ByteSize.ZERO);
    }

    public static Move move(ByteSize disk) {
        return new Move(
                new MoveId("P-9f3c21ab.1"),
                1,
                new InstanceRef(new HostName("alpha"), WEB),
                new HostName("beta"),
                MigrationType.SEMI_LIVE,
                0,
                new Capacity(1, ByteSize.ZERO, disk),
                Optional.empty(),
                Duration.ofSeconds(60),
                Optional.empty(),
                Optional.empty(),
                true,
                "fingerprint",
                0,
                0,
                new Estimate(0, Duration.ZERO, Duration.ZERO),
                "");
    }

    MoveContext context() {
        return context(alpha, beta, false);
    }

    MoveContext context(Host from, Host to, boolean homeward) {
        Progress ears = new Progress() {
            @Override
            public void bytes(MoveId move, Phase phase, long done, long total) {
                progress.add(done);
            }

            @Override
            public void waiting(MoveId move, String what) {
                waits.add(what);
            }
        };
        return new MoveContext(
                move(),
                Policy.DEFAULT,
                from,
                to,
                homeward,
                1,
                1,
                () -> new Ticket("test/R-1", 1, 1, calls.incrementAndGet()),
                () -> budget,
                () -> false,
                Checkpoint.NONE,
                ears,
                NOBODY);
    }

    /** Runs a script in a directory of this machine. */
    public static String sh(Path directory, String script) {
        try {
            Result result = new LocalShell()
                    .run(Command.of("sh", "-c", "cd \"$1\" && " + script, "x", directory.toString())
                            .withTimeout(Duration.ofMinutes(1)));
            if (!result.ok()) {
                throw new IllegalStateException(script + ": " + result.exit() + " " + result.err());
            }
            return result.out().strip();
        } catch (RemoteException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tree with all that is nasty. */
    public void nasty() {
        sh(home, """
                mkdir -p data/empty 'data/with space' data/ro cache/tmp
                printf 'one' > data/one
                printf 'nl' > "data/new
                line"
                printf 'tail' > 'data/ trailing '
                printf 'back' > 'data/back\\slash'
                printf 'cr' > "data/c$(printf '\\r')r"
                printf 'bytes' > "data/$(printf 'b\\377\\376\\001')"
                printf 'dash' > ./-dash
                printf 'slashes' > "data/with space/x//
                " 2>/dev/null || printf 'tricky' > "data/with space/x
                "
                printf 'quote' > "data/'q\\"uote"
                mkdir -p "$(printf 'deep/%0100d/%0100d/%0100d' 1 2 3)"
                printf 'long' > "$(printf 'deep/%0100d/%0100d/%0100d/%0200d' 1 2 3 4)"
                ln -s one data/link
                ln -s "../no where
                to go" data/dangling
                ln -s /etc data/absolute
                printf 'hard' > data/hard1; ln data/hard1 data/hard2; ln data/hard1 'data/with space/hard3'
                truncate -s 50M data/sparse; printf x | dd of=data/sparse bs=1 seek=20000000 conv=notrunc 2>/dev/null
                : > data/nothing
                printf 'exec' > run.sh; chmod 755 run.sh
                printf 'secret' > data/secret; chmod 0400 data/secret
                printf 'in ro' > data/ro/file
                printf 'all' > data/shared; chmod 0666 data/shared; mkdir data/common; chmod 2775 data/common
                chmod 4755 run.sh; chmod 0555 data/ro
                # Only root reads in spite of this.
                [ "$(id -u)" != 0 ] || chmod 0000 data/secret
                mkfifo data/pipe; printf 1 > ctl.pid; printf 2 > data/x.lock; printf 3 > cache/tmp/junk
                touch -h -d '2001-02-03 04:05:06.789' data/link
                touch -d '1999-12-31 23:59:59.123456789' data/one data/empty
                touch -d '2030-01-01' data/hard1
                """);
    }

    /** A job between the two that has nothing to carry. */
    Mover.Job job(MoveContext ctx) {
        Pair pair = ends(shells()).pair(ctx.source(), ctx.destination(), WEB);
        Manifest nothing = new Manifest(0, new TreeMap<>(), false);
        Delta delta = new Delta(List.of(), List.of(), List.of(), List.of(), 0);
        Meter meter = new Meter(ctx, Phase.FULL_SYNC, 0);
        return new Mover.Job(ctx, pair, nothing, delta, false, Deadline.none(Clock.systemUTC()), meter);
    }

    /** An instance at work: appends, writes, renames and removes until it is destroyed. */
    Process writer() throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "i=0; mkdir -p w; while :; do i=$((i+1)); echo $i >> w/log; echo $i > w/f$((i % 50)); "
                                + "mv w/f$((i % 50)) w/g$((i % 50)); rm -f w/g$(((i + 25) % 50)); done")
                .directory(home.toFile())
                .start();
    }

    void move(TreeTransport transport) {
        transport.sync(context(), Round.FULL);
        transport.sync(context(), Round.FINAL);
    }
}
