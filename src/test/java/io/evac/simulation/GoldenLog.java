package io.evac.simulation;

import io.evac.driver.simulated.CopyFacts;
import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.Durations;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal.MoveRecord;
import io.evac.plan.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A scenario as its expected.log tells it: the plan, then who does what and when, then how everything is. */
final class GoldenLog implements Audience {
    /** Calls that no record tells of; a look is told only when it goes wrong. */
    private static final Set<String> WITHOUT_RECORD = Set.of("sync", "compare", "healthy", "stop");

    private static final int LONGEST_BLOCK = 12;
    private static final int REPEATS = 3;
    private final Scenario scenario;
    private final Story story;
    private final List<String> head = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<String> tail = new ArrayList<>();

    private record Line(long millis, String who, String what) {
        boolean says(Line other) {
            return nobody(who).equals(nobody(other.who)) && what.equals(other.what);
        }

        /** Processes that come and go one after the other are one and the same to a reader. */
        private static String nobody(String process) {
            return process.replaceAll("(?<=^node)\\d+", "");
        }

        @Override
        public String toString() {
            return time(millis) + String.format("  %-11s ", who) + what;
        }
    }

    GoldenLog(Scenario scenario, Story story) {
        this.scenario = scenario;
        this.story = story;
        head.add("plan");
        scenario.plan()
                .moves()
                .forEach(move -> head.add("  list.csv:" + move.row() + "  " + move.instance() + " to "
                        + move.to() + ", " + move.type() + ", " + (move.wasRunning() ? "running" : "stopped")
                        + ", down for "
                        + Durations.text(move.downtime()) + " at most. " + move.why()));
        scenario.plan()
                .refusals()
                .forEach(refusal -> head.add("  list.csv:" + refusal.row() + "  " + refusal.host()
                        + "/" + refusal.instance() + " refused [" + refusal.code() + "] " + refusal.reason() + ". "
                        + refusal.remedy()));
        scenario.plan().warnings().forEach(warning -> head.add("  warning: " + warning));
    }

    private static String time(long millis) {
        return String.format(Locale.ROOT, "+%02d:%02d.%d", millis / 60_000, millis / 1000 % 60, millis % 1000 / 100);
    }

    private void tell(String who, String what) {
        lines.add(new Line(story.clock.millis() - Story.BEGINNING.toEpochMilli(), who, what));
    }

    @Override
    public void calls(InstanceRef ref, String call) {
        if (WITHOUT_RECORD.contains(call)) {
            tell(ref.host().value(), ref.name() + " " + call);
        }
    }

    @Override
    public void hinders(InstanceRef ref, String call, Fault fault) {
        String how = switch (fault) {
            case NONE, UNREACHABLE -> "no answer" + (story.world.isOff(ref.host()) ? ", it is off" : "");
            case LOST_REQUEST -> "the request is lost";
            case LOST_ANSWER -> "the answer will be lost";
            case LATE -> "the connection is lost, the call lands late";
            case REBOOT -> "it boots first";
            case DISK_FULL -> "no space left";
        };
        tell(ref.host().value(), ref.name() + " " + call + ": " + how);
    }

    @Override
    public void saw(InstanceRef ref, String what) {
        tell(ref.host().value(), ref.name() + " " + what + ": " + words(copy(ref)));
    }

    private CopyFacts copy(InstanceRef ref) {
        return story.world.copies(ref.name()).stream()
                .filter(copy -> copy.ref().equals(ref))
                .findFirst()
                .orElseThrow();
    }

    private static String words(CopyFacts copy) {
        String place = copy.inPlace() ? ", in place" : copy.exists() ? ", away" : ", no copy";
        return copy.state() + place + (copy.running() ? ", runs" : "");
    }

    @Override
    public void writes(Installation whose, MoveRecord record, String what, boolean after) {
        if (after || what.startsWith("note: ")) {
            String name = whose.moves.stream()
                    .filter(move -> move.id().equals(record.id()))
                    .findFirst()
                    .map(Move::instance)
                    .map(ref -> ref.name().value())
                    .orElseThrow();
            String words = what.startsWith("write: ")
                    ? "is " + what.substring("write: ".length()).replaceFirst(", ", ": ")
                    : what;
            tell(mine(whose) ? "journal" : "journal 2", name + " " + words);
        }
    }

    private boolean mine(Installation whose) {
        return story.installations().findFirst().filter(whose::equals).isPresent();
    }

    @Override
    public void says(String who, String what) {
        String node = who.substring(who.indexOf('@') + 1);
        boolean ours = who.equals(node)
                || who.startsWith(
                        story.installations().findFirst().orElseThrow().owner());
        tell(ours ? node : node + " of 2", what.substring(what.indexOf('@') + 1));
    }

    /** Tells how everything is now. */
    void closes() {
        story.installations().forEach(installation -> {
            tail.add(mine(installation) ? "in the end" : "in the end, by the other installation");
            installation.moves.forEach(move -> {
                MoveRecord record = installation.record(move);
                tail.add("  " + move.instance().name() + " is " + record.state().word() + ", and "
                        + runs(move.instance().name()));
                record.message()
                        .ifPresent(text -> tail.add("    "
                                + record.code().map(code -> "[" + code + "] ").orElse("") + text));
                copies(move.instance().name()).forEach(tail::add);
            });
        });
        scenario.staying()
                .forEach(guest -> tail.add("  " + guest.ref().name() + " was not moved, and "
                        + runs(guest.ref().name())));
    }

    private String runs(InstanceName name) {
        List<HostName> on = story.world.runningOn(name);
        return on.isEmpty()
                ? "runs nowhere"
                : "runs on " + on.stream().map(HostName::value).collect(Collectors.joining(" and "));
    }

    private Stream<String> copies(InstanceName name) {
        return story.world.copies(name).stream()
                .map(copy -> "    " + copy.ref().host() + ": " + words(copy) + ", epoch " + copy.epoch()
                        + (story.world.isOff(copy.ref().host()) ? "; the host is off" : ""));
    }

    /** Tells the verdict. */
    void judged(Optional<String> broken) {
        tail.add(broken.map(why -> "BROKEN: " + why)
                .orElse("every invariant held, also when everything was repaired afterwards"));
    }

    /** The whole log; what is said over and over is said once. */
    @Override
    public String toString() {
        List<String> shown = new ArrayList<>(head);
        shown.add("");
        for (int at = 0; at < lines.size(); ) {
            int length = repeated(at);
            lines.subList(at, at + length).stream().map(Line::toString).forEach(shown::add);
            int times = times(at, length);
            if (times >= REPEATS) {
                Line last = lines.get(at + length * times - 1);
                shown.add("          … " + (length == 1 ? "the same" : "these " + length + " lines") + " " + (times - 1)
                        + " times more, until " + time(last.millis()));
                at += length * times;
            } else {
                at += length;
            }
        }
        shown.add("");
        shown.addAll(tail);
        return String.join("\n", shown) + "\n";
    }

    /** Length of the block that is repeated here and hides the most; 1 when none is. */
    private int repeated(int at) {
        int best = 1;
        int hidden = 0;
        for (int length = 1; length <= LONGEST_BLOCK; length++) {
            int times = times(at, length);
            if (times >= REPEATS && (times - 1) * length > hidden) {
                best = length;
                hidden = (times - 1) * length;
            }
        }
        return best;
    }

    /** How often the block that begins here comes in a row. */
    private int times(int at, int length) {
        int times = 1;
        while (at + length * (times + 1) <= lines.size() && same(at, at + length * times, length)) {
            times++;
        }
        return times;
    }

    private boolean same(int first, int second, int length) {
        for (int i = 0; i < length; i++) {
            if (!lines.get(first + i).says(lines.get(second + i))) {
                return false;
            }
        }
        return true;
    }
}
