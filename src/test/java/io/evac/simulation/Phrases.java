package io.evac.simulation;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.Durations;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Texts;
import io.evac.migration.MoveState;
import io.evac.migration.Phase;
import io.evac.simulation.Script.Act;
import io.evac.simulation.Script.Happening;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The phrases of a script; whatever is none of them is answered with all of them. */
final class Phrases {
    private static final Duration FOR_GOOD = Duration.ofDays(36_500);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TIME = "(\\d+(?:ms|s|m|h|d))";

    /** Calls that write a record, so that something can happen just behind their effect. */
    private static final Set<String> RECORDED = Set.of(
            "open",
            "reserve",
            "quiesce",
            "release",
            "giveBack",
            "seal",
            "fence",
            "activate",
            "unfence",
            "revoke",
            "discard",
            "finish",
            "adopt");

    private static final Set<String> CALLS = Stream.concat(
                    RECORDED.stream(), Stream.of("observe", "stop", "sync", "compare", "healthy"))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern NUMBERED = Pattern.compile("(.*), time ([1-9]\\d?)");
    private static final Pattern CALL = Pattern.compile("(before|after) (\\w+) of (\\S+) on (\\S+)");
    private static final Pattern JOURNAL =
            Pattern.compile("(before|after) the (intent|outcome) of (undo )?(\\S+) of (\\S+)");
    private static final Pattern STATE = Pattern.compile("(before|after) (\\S+) is written down as (\\S+)");
    private static final Pattern EVAC = Pattern.compile(
            "evac (retry|rollback|finalize|cancel|pause|resume) R-1((?: [a-z]\\w*)*)( --discard)?(?: --host-is-off (\\S+))?");

    private static final Map<String, Fault> STRUCK = Map.of(
            "unreachable", Fault.UNREACHABLE,
            "request lost", Fault.LOST_REQUEST,
            "answer lost", Fault.LOST_ANSWER,
            "connection lost, call lands late", Fault.LATE,
            "disk full", Fault.DISK_FULL);

    private static final Map<String, Kind> BY_HAND = Map.of(
            "stop", Kind.STOPPED_BY_PEOPLE,
            "start", Kind.STARTED_BY_PEOPLE,
            "put back", Kind.PUT_BACK,
            "delete", Kind.DELETED,
            "reconfigure", Kind.RECONFIGURED);

    /** A form of a phrase, as people are told it, and what it means. */
    private record Form(String shown, Pattern pattern, Function<Matcher, Deed> means) {
        Form(String shown, String pattern, Function<Matcher, Deed> means) {
            this(shown, Pattern.compile(pattern), means);
        }
    }

    private static final List<Form> DEEDS = List.of(
            new Form(
                    "kill [and restore the database]",
                    "kill( and restore the database)?",
                    m -> new Deed.Kill(m.group(1) != null)),
            new Form("cut HOST for TIME", "cut (\\S+) for " + TIME, m -> new Deed.Cut(host(m.group(1)), time(m, 2))),
            new Form(
                    "power off HOST [and HOST] for TIME",
                    "power off (\\S+)(?: and (\\S+))? for (?:" + TIME + "|good)",
                    m -> new Deed.PowerLoss(
                            Stream.of(m.group(1), m.group(2))
                                    .filter(name -> name != null)
                                    .map(Phrases::host)
                                    .toList(),
                            m.group(3) == null ? FOR_GOOD : time(m, 3))),
            new Form("reboot HOST", "reboot (\\S+)", m -> new Deed.Boot(host(m.group(1)))),
            new Form(
                    "stand still for TIME, its successor takes N steps",
                    "stand still for " + TIME + ", its successor takes (\\d) steps",
                    m -> new Deed.StandStill(time(m, 1), Integer.parseInt(m.group(2)))),
            new Form("a second orchestrator comes", "a second orchestrator comes", m -> new Deed.Second()),
            new Form(
                    "another installation takes N steps",
                    "another installation takes (\\d) steps",
                    m -> new Deed.Other(Integer.parseInt(m.group(1)))),
            new Form("take TIME", "take " + TIME, m -> new Deed.Slow(time(m, 1))),
            new Form(
                    "the timer of INSTANCE fires",
                    "the timer of (\\S+) fires",
                    m -> new Deed.Timer(new InstanceName(m.group(1)), false)),
            new Form(
                    "step the clock by -TIME|+TIME",
                    "step the clock by ([-+])" + TIME,
                    m -> new Deed.ClockStep(m.group(1).equals("-") ? time(m, 2).negated() : time(m, 2))),
            new Form(
                    "corrupt INSTANCE on HOST",
                    "corrupt (\\S+) on (\\S+)",
                    m -> new Deed.Corrupt(new InstanceRef(host(m.group(2)), new InstanceName(m.group(1))))),
            new Form(
                    "people stop|start|put back|delete|reconfigure INSTANCE",
                    "people (stop|start|put back|delete|reconfigure) (\\S+)",
                    m -> new Deed.ByHand(BY_HAND.get(m.group(1)), new InstanceName(m.group(2)))),
            new Form(
                    "the database is away for TIME",
                    "the database is away for " + TIME,
                    m -> new Deed.DatabaseAway(time(m, 1))),
            new Form("the commit's answer is lost", "the commit's answer is lost", m -> new Deed.LostCommit()));

    private static final Pattern NOTICED = Pattern.compile("(kill.*), noticed after " + TIME);
    private static final Pattern ON = Pattern.compile("power on (\\S+)");

    private Phrases() {}

    /** A point, with the number of the one that is meant. */
    record Place(Where where, int time) {}

    static Place place(String text) {
        Matcher numbered = NUMBERED.matcher(text);
        return numbered.matches()
                ? new Place(where(numbered.group(1)), Integer.parseInt(numbered.group(2)))
                : new Place(where(text), 1);
    }

    private static Where where(String text) {
        Matcher call = CALL.matcher(text);
        if (call.matches()) {
            InstanceRef ref = new InstanceRef(host(call.group(4)), new InstanceName(call.group(3)));
            boolean after = call.group(1).equals("after");
            known(call.group(2), after ? RECORDED : CALLS, after ? "call that writes a record" : "call");
            return after ? new Where.Behind(ref, call.group(2)) : new Where.Call(ref, call.group(2));
        }
        Matcher journal = JOURNAL.matcher(text);
        if (journal.matches()) {
            known(
                    journal.group(4),
                    Arrays.stream(Phase.values()).map(Phase::word).collect(Collectors.toSet()),
                    "phase");
            String meant = (journal.group(3) == null ? "run " : "undo ") + journal.group(4);
            return new Where.Written(
                    journal.group(5),
                    (journal.group(2).equals("intent") ? "intent: " : "outcome of ") + meant,
                    journal.group(1).equals("after"));
        }
        Matcher state = STATE.matcher(text);
        if (state.matches()) {
            MoveState.of(state.group(3));
            return new Where.Written(
                    state.group(2),
                    "write: " + state.group(3) + ", ",
                    state.group(1).equals("after"));
        }
        throw new IllegalArgumentException("no point of a story: " + Texts.quoted(text)
                + ". Maybe before|after CALL of INSTANCE on HOST, before|after the intent|outcome of [undo ]PHASE of"
                + " INSTANCE, or before|after INSTANCE is written down as STATE; then perhaps \", time N\"");
    }

    private static void known(String word, Set<String> words, String what) {
        if (!words.contains(word)) {
            throw new IllegalArgumentException("no " + what + ": " + Texts.quoted(word) + ". Maybe one of "
                    + words.stream().sorted().collect(Collectors.joining(", ")));
        }
    }

    /** What happens at a point. */
    static Happening happening(String text) {
        if (text.startsWith("evac ")) {
            return new Script.Typed(command(text));
        }
        Matcher noticed = NOTICED.matcher(text);
        if (noticed.matches()) {
            return new Script.Wrong(deed(noticed.group(1)), time(noticed, 2));
        }
        Fault struck = STRUCK.get(text);
        return new Script.Wrong(struck == null ? deed(text) : new Deed.OfTheCall(kind(struck), struck), SOON);
    }

    private static Kind kind(Fault struck) {
        return switch (struck) {
            case UNREACHABLE -> Kind.UNREACHABLE;
            case LOST_REQUEST -> Kind.LOST_REQUEST;
            case LOST_ANSWER -> Kind.LOST_ANSWER;
            case LATE -> Kind.LATE;
            case DISK_FULL -> Kind.DISK_FULL;
            case REBOOT -> Kind.REBOOT;
            case NONE -> throw new IllegalArgumentException("nothing is no fault");
        };
    }

    private static Deed deed(String text) {
        for (Form form : DEEDS) {
            Matcher matcher = form.pattern().matcher(text);
            if (matcher.matches()) {
                return form.means().apply(matcher);
            }
        }
        throw new IllegalArgumentException("nothing that happens: " + Texts.quoted(text) + ". Maybe one of: "
                + Stream.concat(
                                DEEDS.stream().map(Form::shown),
                                STRUCK.keySet().stream().sorted())
                        .collect(Collectors.joining("; "))
                + "; or what people type: evac …");
    }

    /** What happens at rest. */
    static Act act(String text) {
        Matcher on = ON.matcher(text);
        return on.matches() ? new Script.PowerOn(host(on.group(1))) : new Script.Happen(text, deed(text));
    }

    static Command command(String text) {
        Matcher line = EVAC.matcher(text);
        if (!line.matches()) {
            throw new IllegalArgumentException("not typed here: " + Texts.quoted(text)
                    + ". Maybe evac retry|rollback|finalize|cancel|pause|resume R-1 [INSTANCE…] [--discard]"
                    + " [--host-is-off HOST]");
        }
        List<String> instances = Arrays.stream(line.group(2).strip().split(" "))
                .filter(name -> !name.isEmpty())
                .toList();
        return new Command(
                text,
                Command.Verb.valueOf(line.group(1).toUpperCase(Locale.ROOT)),
                instances,
                line.group(3) != null,
                Optional.ofNullable(line.group(4)).map(Phrases::host));
    }

    /** Hosts of the simulated data centre; none: nowhere. */
    static List<HostName> hosts(String text) {
        return text.equals("nowhere")
                ? List.of()
                : Arrays.stream(text.split(" and ")).map(Phrases::host).toList();
    }

    static HostName host(String text) {
        known(text, Setting.HOSTS.stream().map(HostName::value).collect(Collectors.toSet()), "host of the simulation");
        return new HostName(text);
    }

    private static Duration time(Matcher matcher, int group) {
        return Durations.parse(matcher.group(group));
    }
}
