package io.evac.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks the drivers about every move, and sorts what they say into refusals and warnings. */
final class Advice {
    /** Moves asked about at once: waiting for hosts, not computing. */
    private static final int SIDE_BY_SIDE = 16;

    private final Set<String> accepted;
    private final Map<Integer, List<Objection>> errors = new HashMap<>();
    private final Map<Integer, List<String>> warnings = new HashMap<>();

    /** @param moves asked about several at a time, answered in their order */
    Advice(List<Move> moves, Function<Move, List<Objection>> adviser, Set<String> accepted) {
        this.accepted = accepted;
        List<List<Objection>> answers = ask(moves, adviser);
        for (int i = 0; i < moves.size(); i++) {
            sort(i, moves.get(i), answers.get(i));
        }
    }

    private void sort(int index, Move move, List<Objection> objections) {
        for (Objection objection : objections) {
            boolean error = objection.severity() == Objection.Severity.ERROR;
            if (error && !accepted.contains(objection.code())) {
                errors.computeIfAbsent(index, key -> new ArrayList<>()).add(objection);
            } else {
                warnings.computeIfAbsent(index, key -> new ArrayList<>())
                        .add(move.instance() + ": " + objection.reason() + (error ? ", accepted. " : ". ")
                                + objection.remedy() + " [" + objection.code() + "]");
            }
        }
    }

    /** What stands against the move of that index; empty when it may be made. */
    List<Objection> errors(int index) {
        return errors.getOrDefault(index, List.of());
    }

    /** What is to be known about it nevertheless. */
    List<String> warnings(int index) {
        return warnings.getOrDefault(index, List.of());
    }

    /** One refusal of everything that stands against a move, under the first code; {@code more} is told behind it. */
    static Refusal refusal(Departure departure, List<Objection> errors, String more) {
        Objection first = errors.getFirst();
        StringBuilder reason = new StringBuilder(first.reason());
        errors.stream()
                .skip(1)
                .forEach(other -> reason.append("; ")
                        .append(other.reason())
                        .append(" [")
                        .append(other.code())
                        .append(']'));
        return departure.refused(first.code(), reason.append(more).toString(), first.remedy());
    }

    private static List<List<Objection>> ask(List<Move> moves, Function<Move, List<Objection>> adviser) {
        if (moves.isEmpty()) {
            return List.of();
        }
        List<Callable<List<Objection>>> questions = new ArrayList<>(moves.size());
        moves.forEach(move -> questions.add(() -> adviser.apply(move)));
        try (ExecutorService asking = Executors.newFixedThreadPool(Math.min(SIDE_BY_SIDE, moves.size()))) {
            List<List<Objection>> answers = new ArrayList<>(moves.size());
            for (Future<List<Objection>> answer : asking.invokeAll(questions)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("planning was interrupted. Maybe plan again", stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a driver failed to answer", failed.getCause());
        }
    }
}
