package io.evac.simulation;

import io.evac.inventory.Durations;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.migration.Journal.MoveRecord;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.migration.MoveState;
import io.evac.migration.Orders;
import io.evac.plan.Move;
import io.evac.run.Again;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scenario, played to its end: the log, and everything that is not as it must be. */
final class Performance {
    private static final int ROUNDS = 300;
    private static final int STILL = 3;
    private static final Duration RESUMED = Duration.ofMinutes(1);
    private static final String WHO = "jo";
    private final Scenario scenario;
    private final ScriptedPlot plot;
    private final Story story;
    private final GoldenLog log;
    private final Installation run;
    private boolean paused;

    Performance(Scenario scenario) {
        this.scenario = scenario;
        plot = new ScriptedPlot(scenario.script().faults(), this::typedMeanwhile, this::say);
        story = new Story(
                new Chance(1), scenario.setting(), plot, Mutant.REAL, new Coverage(), playing -> Commands.NONE);
        story.world.rate(scenario.script().link());
        scenario.staying()
                .forEach(guest -> story.world.add(guest.ref(), guest.disk(), guest.writes(), guest.running()));
        log = new GoldenLog(scenario, story);
        run = story.installations().findFirst().orElseThrow();
    }

    private void say(String who, String what) {
        story.say(who, what);
    }

    /** Plays it; answers what is wrong, nothing when all is as it must be. */
    List<String> play() {
        story.heardBy(log);
        rest();
        for (Script.Act act : scenario.script().then()) {
            perform(act);
            rest();
        }
        log.closes();
        List<String> wrong = new ArrayList<>(ends());
        plot.left().forEach(text -> wrong.add("never came to pass: " + text));
        story.heardBy(Audience.NOBODY);
        Optional<String> broken = story.broken().or(() -> new Ending(story).judge());
        broken.ifPresent(wrong::add);
        log.judged(broken);
        return wrong;
    }

    GoldenLog log() {
        return log;
    }

    /** Until nothing goes on by itself any more. */
    private void rest() {
        int still = 0;
        for (int round = 0; still < STILL && !paused && story.broken().isEmpty() && anythingDue(); round++) {
            if (round == ROUNDS) {
                throw new IllegalStateException("it never comes to rest: " + records());
            }
            if (everythingWaits()) {
                story.troubles.pass(RESUMED);
            }
            List<String> before = records();
            boolean acted = story
                    .installations()
                    .filter(it -> !story.oneOf(it).due().isEmpty())
                    .toList()
                    .stream()
                    .map(it -> story.live(
                            story.oneOf(it),
                            process -> process.due().stream().findFirst().ifPresent(process::work)))
                    .reduce(false, Boolean::logicalOr);
            still = acted && before.equals(records()) ? still + 1 : 0;
        }
    }

    private boolean anythingDue() {
        return story.installations().anyMatch(it -> !story.oneOf(it).due().isEmpty());
    }

    /** What was hindered is resumed after a while. */
    private boolean everythingWaits() {
        return story.installations()
                .flatMap(it -> story.oneOf(it).due().stream().map(it::record))
                .allMatch(record -> record.state() == MoveState.WAITING);
    }

    private List<String> records() {
        return story.installations()
                .flatMap(it -> it.moves.stream().map(it::record))
                .map(record -> record.id() + " " + record.state() + " " + record.phase() + " " + record.code() + " "
                        + record.failures())
                .toList();
    }

    private void perform(Script.Act act) {
        switch (act) {
            case Script.Type type -> {
                say(WHO, "types: " + type.command().typed());
                type(type.command());
            }
            case Script.Happen happen -> {
                say("!", happen.text());
                story.troubles.atRest(happen.deed());
            }
            case Script.PowerOn on -> {
                say("!", "power on " + on.host());
                story.troubles.powerOn(on.host());
            }
            case Script.Pass pass -> {
                say(WHO, "waits " + Durations.text(pass.time()));
                story.troubles.pass(pass.time());
            }
        }
    }

    /** While an orchestrator is at work: it hears of it when it looks. */
    private void typedMeanwhile(String where, Command command) {
        say(WHO, "types: " + command.typed() + " (" + where.substring(0, where.indexOf(':')) + ")");
        switch (command.verb()) {
            case CANCEL -> cancel(command);
            case PAUSE -> pause(true);
            case RETRY, ROLLBACK, FINALIZE, RESUME ->
                throw new IllegalStateException(command.typed() + " is typed at rest only");
        }
    }

    private void type(Command command) {
        switch (command.verb()) {
            case CANCEL -> cancel(command);
            case PAUSE -> pause(true);
            case RESUME -> pause(false);
            case RETRY, ROLLBACK, FINALIZE -> command.instances().forEach(name -> order(command, move(name)));
        }
    }

    private void cancel(Command command) {
        command.instances().forEach(name -> run.cancelled.add(move(name).id()));
    }

    private void pause(boolean asked) {
        paused = asked;
        run.pause(asked);
    }

    private Move move(String name) {
        return run.moves.stream()
                .filter(move -> move.instance().name().value().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no move of " + name));
    }

    /** Until a process has got it: the first one may not lead yet. */
    private void order(Command command, Move move) {
        boolean[] given = {false};
        for (int tries = 0; !given[0]; tries++) {
            if (tries == ROUNDS) {
                throw new IllegalStateException("nobody takes: " + command.typed());
            }
            story.live(story.oneOf(run), process -> {
                given[0] = true;
                obey(process, command, move);
            });
        }
    }

    private void obey(Orchestrator process, Command command, Move move) {
        MoveRecord record = run.record(move);
        command.off().ifPresent(host -> refuseUnlessOff(command, move, host));
        switch (command.verb()) {
            case RETRY -> {
                require(
                        command,
                        record,
                        record.state() == MoveState.FAILED || record.state() == MoveState.NEEDS_ATTENTION);
                run.cancelled.remove(move.id());
                write(process, off(Again.of(record), command), "retry");
            }
            case ROLLBACK -> {
                require(command, record, Migrator.due(move, record, Leg.ROLLBACK));
                if (command.discard()) {
                    story.checker.givenUp(move.instance().name());
                }
                MoveRecord ordered =
                        command.discard() ? Orders.discard(record, "asked by " + WHO) : Orders.lossless(record);
                // As the command does: a cancel that came too late for the way there is none of the way home.
                run.cancelled.remove(move.id());
                write(process, off(ordered, command), "rollback");
                process.walk(move, Leg.ROLLBACK);
            }
            case FINALIZE -> {
                require(command, record, Migrator.due(move, record, Leg.FINALIZE));
                process.walk(move, Leg.FINALIZE);
            }
            case CANCEL, PAUSE, RESUME -> throw new IllegalStateException(command.typed());
        }
    }

    private void write(Orchestrator process, MoveRecord record, String reason) {
        run.journal.write(record, process.epoch(), WHO, reason);
    }

    private static MoveRecord off(MoveRecord record, Command command) {
        return command.off()
                .map(host -> Orders.off(record, host, "by the word of " + WHO))
                .orElse(record);
    }

    private void refuseUnlessOff(Command command, Move move, HostName host) {
        if (!story.world.isOff(host) || !move.to().equals(host)) {
            throw new IllegalStateException("refused: " + command.typed() + ", for " + host + " is not off");
        }
        story.checker.answeredFor(move.instance().name());
    }

    private static void require(Command command, MoveRecord record, boolean fits) {
        if (!fits) {
            throw new IllegalStateException("refused: " + command.typed() + " of a move that is " + record);
        }
    }

    /** What the script says of the end, compared with the journal and with the hosts. */
    private List<String> ends() {
        List<String> wrong = new ArrayList<>();
        List<String> said = scenario.script().ends().stream()
                .map(Script.End::instance)
                .sorted()
                .toList();
        List<String> moved = run.moves.stream()
                .map(move -> move.instance().name().value())
                .sorted()
                .toList();
        if (!said.equals(moved)) {
            wrong.add("script.yaml tells the ends of " + said + ", moved are " + moved);
        }
        scenario.script().ends().stream()
                .filter(end -> moved.contains(end.instance()))
                .forEach(end -> {
                    MoveRecord record = run.record(move(end.instance()));
                    Script.End real = new Script.End(
                            end.instance(),
                            record.state(),
                            record.code(),
                            story.world.runningOn(new InstanceName(end.instance())));
                    if (!real.equals(end)) {
                        wrong.add("ends as " + real + ", not as " + end);
                    }
                });
        List<Script.Refused> refused = scenario.plan().refusals().stream()
                .map(refusal -> new Script.Refused(refusal.row(), refusal.code()))
                .toList();
        if (!refused.equals(scenario.script().refused())) {
            wrong.add("refused are " + refused + ", not " + scenario.script().refused());
        }
        return wrong;
    }
}
