package io.evac.bench;

import io.evac.driver.files.FilesDriver;
import io.evac.inventory.Capacity;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.inventory.InventoryFile;
import io.evac.migration.Authority;
import io.evac.migration.BeforeStop;
import io.evac.migration.Control;
import io.evac.migration.FairSlots;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.MemoryJournal;
import io.evac.migration.Migrator;
import io.evac.migration.MigratorParts;
import io.evac.migration.MoveState;
import io.evac.migration.Progress;
import io.evac.migration.Traffic;
import io.evac.plan.Estimate;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Policy;
import io.evac.remote.Command;
import io.evac.remote.guard.RemoteGuards;
import io.evac.remote.ssh.SshOptions;
import io.evac.remote.ssh.SshShells;
import io.evac.verify.Check;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one move of a tiny instance costs: moves it to and fro between two hosts and prints each phase, each command and
 * the processes that the hosts made. Not a test, see
 * {@code src/bench/move.sh}, described in {@code src/bench/README.md}.
 */
public final class MoveCostBench {
    private static final InstanceName NAME = new InstanceName("tiny");
    private static final String OWNER = "4f1c2a90/R-1";

    /** An idle process, and a control program that makes as few processes as it can. */
    private static final String CREATE = """
            rm -rf /srv/evac/tiny
            mkdir -p /srv/evac/tiny/data && cd /srv/evac/tiny || exit 1
            cat >ctl <<'EVAC_END'
            #!/bin/sh
            alive() { read -r pid <run.pid && kill -0 "$pid"; } 2>/dev/null
            case $1 in
              start) alive || { nohup sleep 100000 </dev/null >/dev/null 2>&1 & echo $! >run.pid; } ;;
              stop) ! alive || kill -9 "$pid" ; while alive; do sleep 0.01; done ;;
              *) alive || exit 3 ;;
            esac
            EVAC_END
            cat >instance.yaml <<'EVAC_END'
            start: ./ctl start
            stop: ./ctl stop
            status: ./ctl status
            health: ./ctl health
            autostart: true
            cpus: 0
            memory: 16MiB
            runtime: [run.pid]
            EVAC_END
            chmod 755 ctl
            head -c 65536 /dev/urandom >data/blocks
            ./ctl start
            """;

    private final Inventory inventory;
    private final TimedShells shells;
    private final MemoryJournal journal = new MemoryJournal();
    private final Migrator migrator;
    private final Map<String, List<Long>> phases = new TreeMap<>();
    private final boolean timeline;
    private long phaseBegan;
    private int moves;

    private MoveCostBench(Inventory inventory, boolean timeline, boolean forks) {
        this.inventory = inventory;
        this.timeline = timeline;
        this.shells = new TimedShells(new SshShells(inventory::host, inventory.ssh(), SshOptions.DEFAULT), forks);
        RemoteGuards guards = new RemoteGuards(shells, FilesDriver::guardRoot);
        Clock clock = Clock.systemUTC();
        FilesDriver driver = new FilesDriver(
                shells,
                guards,
                inventory.ssh(),
                inventory::host,
                new Traffic(() -> host -> host, clock, clock),
                clock,
                clock,
                time -> Thread.sleep(time));
        this.migrator = new Migrator(new MigratorParts(
                inventory::host,
                host -> driver,
                guards,
                new Check(inventory::host, host -> driver, guards),
                journal,
                new FairSlots(name -> inventory.host(name).slots(), 4),
                Progress.NONE,
                clock,
                clock,
                time -> Thread.sleep(time),
                BeforeStop.NOTHING));
        journal.boundary(this::boundary);
    }

    /** @param args hosts.yaml, first host, second host, number of moves, then {@code timeline} or {@code forks} */
    public static void main(String[] args) throws Exception {
        Inventory inventory = new InventoryFile(Map.of("files", Set.of("root", "transfer"))).read(Path.of(args[0]));
        boolean forks = args.length > 4 && args[4].equals("forks");
        MoveCostBench bench = new MoveCostBench(inventory, forks || args.length > 4, forks);
        bench.run(new HostName(args[1]), new HostName(args[2]), Integer.parseInt(args[3]));
        System.exit(0);
    }

    private void run(HostName one, HostName other, int count) throws Exception {
        create(inventory.host(one));
        List<Long> whole = new ArrayList<>();
        List<Long> down = new ArrayList<>();
        List<Long> commands = new ArrayList<>();
        List<Long> forks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HostName from = i % 2 == 0 ? one : other;
            HostName to = i % 2 == 0 ? other : one;
            long before = processes(from) + processes(to);
            shells.take();
            long began = System.nanoTime();
            MoveRecord record = move(from, to);
            long took = (System.nanoTime() - began) / 1_000_000;
            List<TimedShells.Call> calls = shells.take();
            print(calls, began);
            long made = processes(from) + processes(to) - before;
            whole.add(took);
            down.add(record.downtimeMillis());
            commands.add((long) calls.size());
            forks.add(made);
            System.out.printf(
                    "move %d: %d ms, down %d ms, %d commands, %d processes%n",
                    i + 1, took, record.downtimeMillis(), calls.size(), made);
            migrator.advance(planned(from, to), Policy.DEFAULT, Leg.FINALIZE, authority(), Free.CONTROL);
        }
        remove(count % 2 == 0 ? one : other);
        System.out.printf(
                Locale.ROOT,
                "median of %d: move %d ms, down %d ms, %d commands, %d processes%n",
                count,
                median(whole),
                median(down),
                median(commands),
                median(forks));
        phases.forEach((phase, times) -> System.out.printf("  %-22s %5d ms%n", phase, median(times)));
    }

    private MoveRecord move(HostName from, HostName to) {
        moves++;
        Move move = planned(from, to);
        journal.put(MemoryJournal.planned(move.id()));
        for (Leg leg : List.of(Leg.FULL_SYNC, Leg.INCREMENTAL_SYNC, Leg.CUTOVER, Leg.VERIFY)) {
            long began = System.nanoTime();
            migrator.advance(move, Policy.DEFAULT, leg, authority(), Free.CONTROL);
            phases.computeIfAbsent("leg " + leg.step(), key -> new ArrayList<>())
                    .add((System.nanoTime() - began) / 1_000_000);
        }
        MoveRecord record = journal.read(move.id());
        if (record.state() != MoveState.VERIFIED) {
            throw new IllegalStateException(record + "\n" + String.join("\n", journal.events));
        }
        return record;
    }

    private Move planned(HostName from, HostName to) {
        return new Move(
                new MoveId("P-9f3c21ab." + moves),
                moves,
                new InstanceRef(from, NAME),
                to,
                MigrationType.SEMI_LIVE,
                0,
                Capacity.NONE,
                Optional.empty(),
                Duration.ofSeconds(60),
                Optional.empty(),
                Optional.empty(),
                true,
                "1",
                0,
                0,
                new Estimate(0, Duration.ZERO, Duration.ZERO),
                "");
    }

    private static Authority authority() {
        return new Authority(OWNER, 1);
    }

    private void boundary(String at) {
        if (at.equals("after intent")) {
            phaseBegan = System.nanoTime();
        } else if (at.equals("after outcome")) {
            String last = journal.events.stream()
                    .filter(event -> event.startsWith("intent "))
                    .reduce((first, second) -> second)
                    .orElseThrow();
            phases.computeIfAbsent("  " + last.replaceFirst("intent \\d+ ", ""), key -> new ArrayList<>())
                    .add((System.nanoTime() - phaseBegan) / 1_000_000);
        }
    }

    private void print(List<TimedShells.Call> calls, long began) {
        if (!timeline) {
            return;
        }
        calls.stream()
                .sorted(java.util.Comparator.comparingLong(TimedShells.Call::began))
                .forEach(call -> System.out.printf(
                        "  %6d +%5d ms  %-4s %-42s %s%n",
                        (call.began() - began) / 1_000_000,
                        (call.ended() - call.began()) / 1_000_000,
                        call.host(),
                        call.what(),
                        call.forks() < 0 ? "" : call.forks() + " processes"));
    }

    private long processes(HostName host) throws Exception {
        return TimedShells.processNumber(shells.on(inventory.host(host)));
    }

    private void create(Host host) throws Exception {
        shells.on(host).run(Command.of("sh", "-c", CREATE));
    }

    private void remove(HostName host) throws Exception {
        shells.on(inventory.host(host))
                .run(Command.of("sh", "-c", "cd /srv/evac/tiny && ./ctl stop; cd / && rm -rf /srv/evac/tiny"));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private enum Free implements Control {
        CONTROL;

        @Override
        public boolean stopRequested(MoveId move) {
            return false;
        }

        @Override
        public boolean cancelRequested(MoveId move) {
            return false;
        }

        @Override
        public boolean mayAct() {
            return true;
        }
    }
}
