package io.evac.simulation;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Durations;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Rate;
import io.evac.inventory.YamlDocument;
import io.evac.inventory.YamlMap;
import io.evac.migration.MoveState;
import io.evac.plan.MigrationType;
import io.evac.plan.Policy;
import io.evac.simulation.Script.Act;
import io.evac.simulation.Script.End;
import io.evac.simulation.Script.Guest;
import io.evac.simulation.Script.Incident;
import io.evac.simulation.Script.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads script.yaml; an unknown key or word is a problem with its line. */
final class ScriptReader {
    private static final String REMEDY = "Maybe move it to where it can happen";

    private ScriptReader() {}

    /** @throws FileProblemsException with everything that is wrong with it */
    static Script read(Path file) throws FileProblemsException, IOException {
        YamlDocument document = YamlDocument.parse(file.toString(), Files.readAllBytes(file));
        Script script;
        try (YamlMap root = document.root()) {
            script = new Script(
                    root.required("row", text -> text).orElse(""),
                    root.values("phases", text -> text),
                    each(root, "instances", ScriptReader::guest),
                    root.map("policy").map(ScriptReader::policy).orElse(Policy.DEFAULT),
                    root.value("link", Rate::parse).orElse(Rate.parse("1Gbit")),
                    each(root, "faults", ScriptReader::incident),
                    each(root, "then", ScriptReader::act),
                    each(root, "ends", ScriptReader::end),
                    each(root, "refused", ScriptReader::refused));
        }
        document.finish();
        return script;
    }

    private static <T> List<T> each(YamlMap root, String key, Function<YamlMap, Optional<T>> reader) {
        List<T> read = new ArrayList<>();
        for (YamlMap map : root.maps(key)) {
            try (map) {
                reader.apply(map).ifPresent(read::add);
            }
        }
        return read;
    }

    private static Optional<Guest> guest(YamlMap map) {
        Optional<String> name = map.required("name", text -> text);
        Optional<String> host = map.required("host", text -> Phrases.host(text).value());
        long disk = map.value("disk", ByteSize::parse)
                .orElse(new ByteSize(1L << 28))
                .bytes();
        long writes = map.value("writes", ByteSize::parse)
                .orElse(new ByteSize(1L << 20))
                .bytes();
        boolean running = map.flag("running").orElse(true);
        Setting.Trait behaves =
                map.value("behaves", text -> word(Setting.Trait.class, text)).orElse(Setting.Trait.WELL);
        return name.flatMap(n -> host.map(
                h -> new Guest(new InstanceRef(Phrases.host(h), new InstanceName(n)), disk, writes, running, behaves)));
    }

    private static Policy policy(YamlMap map) {
        Policy usual = Policy.DEFAULT;
        try (map) {
            return new Policy(
                    map.value("type", MigrationType::new).orElse(usual.type()),
                    map.value("downtime", Durations::parse).orElse(usual.downtime()),
                    map.number("rounds").orElse(usual.rounds()),
                    map.number("noGain").orElse(usual.noGain()),
                    map.value("notConverging", text -> word(Policy.NotConverging.class, text))
                            .orElse(usual.notConverging()),
                    map.value("guestRefusesStop", text -> word(Policy.GuestRefusesStop.class, text))
                            .orElse(usual.guestRefusesStop()),
                    map.value("reversalImpossible", text -> word(Policy.ReversalImpossible.class, text))
                            .orElse(usual.reversalImpossible()),
                    usual.convergence(),
                    usual.stopAfter(),
                    usual.canaries(),
                    usual.parkedFor(),
                    map.value("soak", Durations::parse).orElse(usual.soak()));
        }
    }

    private static <E extends Enum<E>> E word(Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("no such word: " + text + ". Maybe one of "
                + List.of(type.getEnumConstants())
                        .toString()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
    }

    private static Optional<Incident> incident(YamlMap map) {
        Optional<Phrases.Place> at = map.required("at", Phrases::place);
        Optional<Script.Happening> happens = map.required("happens", Phrases::happening);
        String text = map.value("at", words -> words).orElse("") + ": "
                + map.value("happens", words -> words).orElse("");
        if (at.isEmpty() || happens.isEmpty()) {
            return Optional.empty();
        }
        if (happens.get() instanceof Script.Wrong wrong) {
            misplaced(wrong.deed(), at.get().where()).ifPresent(why -> map.problem("at", why, REMEDY));
        }
        return Optional.of(new Incident(text, at.get().where(), at.get().time(), happens.get()));
    }

    /** Why it cannot happen there; empty when it can. */
    private static Optional<String> misplaced(Deed deed, Where where) {
        boolean call = where instanceof Where.Call;
        boolean compare = where instanceof Where.Call leaves && leaves.call().equals("compare");
        boolean write = where instanceof Where.Written;
        boolean behind = where instanceof Where.Written written && written.after();
        if (deed instanceof Deed.OfTheCall && !call) {
            return Optional.of("only a call is struck, before its effect");
        }
        if (deed instanceof Deed.Corrupt && !compare) {
            return Optional.of("bytes change before a compare only");
        }
        if (deed instanceof Deed.DatabaseAway && !write) {
            return Optional.of("the database goes away at a write only");
        }
        return deed instanceof Deed.LostCommit && !behind
                ? Optional.of("the answer is lost behind a write only")
                : Optional.empty();
    }

    private static Optional<Act> act(YamlMap map) {
        Optional<Act> typed = map.value("type", Phrases::command).map(Script.Type::new);
        Optional<Act> happens = map.value("happens", Phrases::act);
        Optional<Act> passes = map.value("wait", Durations::parse).map(Script.Pass::new);
        Optional<Act> one = typed.or(() -> happens).or(() -> passes);
        long said = List.of("type", "happens", "wait").stream().filter(map::has).count();
        if (said != 1) {
            map.problem("type", "one thing after the other", "Maybe write one of type, happens, wait");
        }
        return one;
    }

    private static Optional<End> end(YamlMap map) {
        Optional<String> instance = map.required("instance", text -> text);
        Optional<MoveState> state = map.required("state", text -> word(MoveState.class, text));
        Optional<String> code = map.value("code", text -> text);
        Optional<List<HostName>> runs = map.required("runs", Phrases::hosts);
        return instance.flatMap(name -> state.flatMap(it -> runs.map(hosts -> new End(name, it, code, hosts))));
    }

    private static Optional<Refused> refused(YamlMap map) {
        Optional<Integer> row = map.required("row", Integer::valueOf);
        Optional<String> code = map.required("code", text -> text);
        return row.flatMap(line -> code.map(it -> new Refused(line, it)));
    }
}
