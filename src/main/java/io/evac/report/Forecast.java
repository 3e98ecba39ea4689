package io.evac.report;

import io.evac.report.MoveReport.PhaseReport;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When the moves of a run that are still to be made will have arrived, from what was measured in it so far: an estimate.
 *
 * @param eta when the last of them will have arrived
 * @param lateMillis how much too late for the run's window: the last cutover would begin behind its lockout, or be over
 *     behind its end; empty when it has none, or all of them fit
 */
public record Forecast(OffsetDateTime eta, Optional<Long> lateMillis) {
    /** A run in these states comes to its end by itself. */
    private static final Set<String> GOES_ON = Set.of("running", "waiting");

    private static final Set<String> LEFT = Set.of("planned", "queued", "running", "waiting");

    /** The phases in which bytes are carried; what is handed over alive is in {@code quiesce}, too. */
    private static final Set<String> CARRY = Set.of("full-sync", "incremental-sync", "final-sync");

    private static final String STOPS = "quiesce";
    private static final String RUNS_AGAIN = "activate";

    /** Less has been measured by chance. */
    private static final long LEAST_MILLIS = 5_000;

    /** What the planner counts for stopping and starting, for the last cutover of all, until some were measured. */
    private static final long CUTOVER_MILLIS = 3_000;

    /** So many cutovers say how long the others will take together. */
    private static final int ENOUGH = 3;

    private static final String RUNNING = "running";

    /**
     * When a run may stop instances.
     *
     * @param opens may be past
     * @param longest what the longest of the cutovers that are left may take, its undoing included: where the window has no
     *     time for that any more it is not begun
     */
    public record Bounds(Instant opens, Instant lockout, Instant closes, Duration longest) {
        private long lateBy(Instant eta, Duration cutover) {
            Instant last = closes.minus(longest);
            Duration overLockout = Duration.between(last.isBefore(lockout) ? last : lockout, eta.minus(cutover));
            Duration overEnd = Duration.between(closes, eta);
            return Math.max(overLockout.toMillis(), overEnd.toMillis());
        }
    }

    /** Empty when nothing is left, nothing was measured yet, the lockout has come, or the run does not go on by itself. */
    public static Optional<Forecast> of(String state, List<MoveReport> moves, Optional<Bounds> window, Instant now) {
        List<MoveReport> left = moves.stream().filter(Forecast::isLeft).toList();
        boolean over = window.filter(it -> !now.isBefore(it.lockout())).isPresent();
        if (!GOES_ON.contains(state) || left.isEmpty() || over) {
            return Optional.empty();
        }
        // What is carried while the instance runs is carried before the window opens, too.
        long ahead =
                bytesLeft(left.stream().filter(Forecast::copiedWhileRunning).toList());
        long within = bytesLeft(left) - ahead;
        long pace = pace(moves, now.toEpochMilli());
        if (pace == 0 && ahead + within > 0) {
            return Optional.empty();
        }
        Spans done = cutovers(moves, Optional.empty());
        long cutover = done.mean(CUTOVER_MILLIS);
        long count = left.stream().filter(Forecast::copiedWhileRunning).count();
        int atOnce = cutovers(moves, Optional.of(now.toEpochMilli())).mostAtOnce();
        long together = done.count() < ENOUGH ? Math.min(count, 1) * cutover : count * cutover / atOnce;
        Instant copied = now.plusMillis(millis(ahead, pace) + (count > 0 ? cutover : 0));
        Instant begins =
                window.map(Bounds::opens).filter(opens -> opens.isAfter(now)).orElse(now);
        Instant cut = begins.plusMillis(together + millis(within, pace));
        Instant eta = copied.isAfter(cut) ? copied : cut;
        return Optional.of(new Forecast(
                eta.atOffset(ZoneOffset.UTC),
                window.map(it -> it.lateBy(eta, Duration.ofMillis(cutover))).filter(late -> late > 0)));
    }

    /** For people who look now, e.g. {@code about 1h 12m left, 12m 00s too late for its window}. */
    public String left(OffsetDateTime now) {
        return "about " + Plain.duration(Duration.between(now, eta)) + " left" + late();
    }

    /** The same for whoever reads it later. */
    public String words() {
        return "done about " + Plain.time(eta) + late();
    }

    private String late() {
        return lateMillis
                .map(millis -> ", " + Plain.duration(Duration.ofMillis(millis)) + " too late for its window")
                .orElse("");
    }

    private static boolean isLeft(MoveReport move) {
        boolean homeward = !move.phases().isEmpty() && move.phases().getLast().homeward();
        return LEFT.contains(move.state()) && !homeward;
    }

    private static boolean copiedWhileRunning(MoveReport move) {
        return !move.type().equals("cold") && !move.type().startsWith("live");
    }

    private static long bytesLeft(List<MoveReport> moves) {
        return moves.stream()
                .mapToLong(move -> Math.max(0, move.bytesTotal() - move.bytesDone()))
                .sum();
    }

    /**
     * Bytes per second of all transfers together, while there was one, or now if that is more: what was paused or waited in
     * the middle of a transfer tells nothing; 0 while it cannot be said.
     */
    private static long pace(List<MoveReport> moves, long now) {
        Spans carrying = new Spans();
        for (MoveReport move : moves) {
            move.phases().stream()
                    .filter(stay -> CARRY.contains(stay.phase())
                            || stay.phase().equals(STOPS) && move.type().startsWith("live"))
                    .filter(stay -> stay.ended().isPresent() || move.state().equals(RUNNING))
                    .forEach(stay -> carrying.add(
                            millis(stay.started()),
                            stay.ended().map(Forecast::millis).orElse(now)));
        }
        long busy = carrying.covered();
        long carried = moves.stream().mapToLong(MoveReport::bytesDone).sum();
        long rates = moves.stream().mapToLong(MoveReport::rate).sum();
        return busy < LEAST_MILLIS ? 0 : Math.max(rates, (long) (carried * 1000.0 / busy));
    }

    /**
     * From the stop of an instance until its copy ran.
     *
     * @param now counts those that are under way, too
     */
    private static Spans cutovers(List<MoveReport> moves, Optional<Long> now) {
        Spans cutovers = new Spans();
        for (MoveReport move : moves) {
            Optional<OffsetDateTime> stopped = Optional.empty();
            for (PhaseReport stay : move.phases()) {
                if (stay.homeward()) {
                    stopped = Optional.empty();
                } else if (stay.phase().equals(STOPS)) {
                    stopped = Optional.of(stay.started());
                } else if (stay.phase().equals(RUNS_AGAIN) && stopped.isPresent() && copiedWhileRunning(move)) {
                    long began = millis(stopped.get());
                    stay.ended().map(Forecast::millis).ifPresent(ended -> cutovers.add(began, ended));
                    stopped = Optional.empty();
                }
            }
            if (now.isPresent() && stopped.isPresent() && move.state().equals(RUNNING) && copiedWhileRunning(move)) {
                cutovers.add(millis(stopped.get()), now.get());
            }
        }
        return cutovers;
    }

    private static long millis(OffsetDateTime time) {
        return time.toInstant().toEpochMilli();
    }

    private static long millis(long bytes, long pace) {
        return bytes == 0 ? 0 : (long) Math.ceil(bytes * 1000.0 / pace);
    }
}
