package io.evac.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What becomes of a run behind a fault: how it ends by itself, and what has to be typed until all is well. */
final class Aftermath {
    private static final int MOST_COMMANDS = 6;
    private static final Duration COMES_BACK = Duration.ofSeconds(45);
    private static final Pattern TYPE = Pattern.compile("type: evac (retry \\S+ [^\\s;]+)");
    /** Our own defects: no fault is an excuse for them. */
    private static final String UNEXPECTED = "EVAC-552";

    private static final String REFUSES_STOP = "EVAC-405";

    private final Scene scene;
    private final Set<String> codes = new TreeSet<>();
    private final List<String> typed = new ArrayList<>();
    private final Instant healed = Instant.now();
    private String first = "";

    Aftermath(Scene scene) {
        this.scene = scene;
    }

    /** Waits for the end, checks it, types what the answers say, until the run is finished. */
    void settle() throws Exception {
        first = rest();
        String state = first;
        while (true) {
            JsonNode run = scene.api().awaitRun(scene.run());
            check(run);
            if (scene.cell().staysAtHome()) {
                assertThat(codes).as("why it stays: " + run).containsExactly(REFUSES_STOP);
                return;
            }
            if (state.equals("finished")) {
                return;
            }
            for (List<String> command : commands(state, run)) {
                type(command, run);
            }
            state = rest();
        }
    }

    /** The state in which nothing more happens by itself. */
    private String rest() {
        scene.evac().until(scene.cell() + ": the run is at rest", () -> {
            String state = scene.api().state(scene.run());
            boolean stands = state.equals("interrupted") || state.equals("paused");
            return EvacProcess.ENDED.contains(state) || stands && !mayComeBack();
        });
        return scene.api().awaitRun(scene.run()).get("state").asString();
    }

    /** A run that the database has left goes on by itself. */
    private boolean mayComeBack() {
        return scene.cell().fault() == Fault.DATABASE_STOPPED
                && typed.isEmpty()
                && Duration.between(healed, Instant.now()).compareTo(COMES_BACK) < 0;
    }

    /** Whatever a run at rest says: nothing is down, nothing runs twice, and what failed is at home as it was. */
    private void check(JsonNode run) throws Exception {
        scene.evac().until(scene.cell() + ": every instance runs once, but says " + run, () -> oneEach(run));
        for (JsonNode move : run.get("moves")) {
            String state = move.get("state").asString();
            if (!state.equals("verified")) {
                codes.add(move.path("code").asString(""));
            }
            assertThat(move.path("code").asString("")).as(move.toString()).isNotEqualTo(UNEXPECTED);
            if (state.equals("failed")) {
                scene.assertAtHome(move);
            }
            if (scene.cell().fault().atOneDestination()
                    && EvacProcess.ENDED.contains(run.get("state").asString())
                    && !move.get("to").asString().equals(scene.destination())) {
                assertThat(state).as("a move elsewhere: " + move).isEqualTo("verified");
            }
        }
    }

    private boolean oneEach(JsonNode run) {
        Map<String, Integer> running = scene.running();
        for (JsonNode move : run.get("moves")) {
            int count = running.getOrDefault(move.get("instance").asString(), 0);
            boolean human = move.get("state").asString().equals("needs-attention");
            if (count != 1 && !(human && count == 0)) {
                return false;
            }
        }
        return true;
    }

    private List<List<String>> commands(String state, JsonNode run) {
        List<List<String>> commands = new ArrayList<>();
        if (state.equals("interrupted") || state.equals("paused")) {
            commands.add(List.of("resume", scene.run()));
        }
        boolean failed = false;
        for (JsonNode move : run.get("moves")) {
            failed |= move.get("state").asString().equals("failed");
            if (move.get("state").asString().equals("needs-attention")) {
                Matcher told = TYPE.matcher(move.path("message").asString(""));
                assertThat(told.find())
                        .as("what to type for " + move + scene.evac().log())
                        .isTrue();
                commands.add(List.of(told.group(1).split(" ")));
            }
        }
        if (failed) {
            commands.add(List.of("retry", scene.run(), "--failed"));
        }
        return commands;
    }

    private void type(List<String> words, JsonNode run) {
        typed.add(words.getFirst());
        assertThat(typed)
                .as(scene.cell() + ": it must be well by now, but is " + run
                        + scene.evac().log())
                .hasSizeLessThanOrEqualTo(MOST_COMMANDS);
        List<String> line = new ArrayList<>(words);
        line.add("--wait");
        EvacProcess.await(String.join(" ", line) + " is taken", () -> taken(line));
    }

    /** Refused with 5 is: ask again in a moment. */
    private boolean taken(List<String> line) {
        try {
            return scene.evac().run(line.toArray(String[]::new)).exit() != 5;
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    /** A row of the tables in docs/fault-matrix.md. */
    String row() {
        return "| %s | %s | %s | %s | %s | %s | %.1f s | %d s |"
                .formatted(
                        scene.cell().fault().word(),
                        scene.cell().phase().word(),
                        scene.cell().side(),
                        first,
                        String.join(" ", codes).strip(),
                        String.join(", ", typed),
                        scene.sentinel().longestDowntime().toMillis() / 1000.0,
                        Duration.between(healed, Instant.now()).toSeconds());
    }
}
