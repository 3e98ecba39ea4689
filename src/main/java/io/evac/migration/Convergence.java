package io.evac.migration;

import io.evac.plan.Policy;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the rounds shrink, from what the rounds themselves measured.
 *
 * @param rate bytes per second of the biggest transfer so far
 * @param delta bytes that had changed when the last round looked: what the next would carry
 * @param before the same of the round before
 * @param fixedMillis what a round costs beside its bytes
 * @param noGain rounds in a row that did not bring the delta down
 */
record Convergence(int rounds, long rate, long rateBytes, long delta, long before, long fixedMillis, int noGain) {
    /** What to do after a round. */
    enum Verdict {
        FITS,
        AGAIN,
        NOT_CONVERGING
    }

    private static final long MEASURABLE = 1 << 16;

    /** After the full copy. */
    static Convergence begin(Transport.Synced full) {
        return new Convergence(0, rate(full), full.bytesSent(), Long.MAX_VALUE, Long.MAX_VALUE, 0, 0);
    }

    static Convergence of(Checkpoint checkpoint) {
        return new Convergence(
                (int) value(checkpoint, "rounds", 0),
                value(checkpoint, "rate", 0),
                value(checkpoint, "rateBytes", 0),
                value(checkpoint, "delta", Long.MAX_VALUE),
                value(checkpoint, "before", Long.MAX_VALUE),
                value(checkpoint, "fixed", 0),
                (int) value(checkpoint, "noGain", 0));
    }

    /** The same for more rounds behind a pause: what was counted before says nothing of them. */
    Convergence afresh() {
        return new Convergence(0, rate, rateBytes, Long.MAX_VALUE, Long.MAX_VALUE, fixedMillis, 0);
    }

    Checkpoint onto(Checkpoint checkpoint) {
        return checkpoint
                .with("rounds", Integer.toString(rounds))
                .with("rate", Long.toString(rate))
                .with("rateBytes", Long.toString(rateBytes))
                .with("delta", Long.toString(delta))
                .with("before", Long.toString(before))
                .with("fixed", Long.toString(fixedMillis))
                .with("noGain", Integer.toString(noGain));
    }

    /** After one more round. Small transfers do not correct the rate: they measure the round trip, not the link. */
    Convergence after(Transport.Synced round) {
        boolean better = round.bytesSent() >= MEASURABLE && round.bytesSent() * 4 >= rateBytes || rate == 0;
        long newRate = better ? rate(round) : rate;
        long wire = newRate == 0 ? 0 : round.bytesSent() * 1000 / newRate;
        long fixed = better ? fixedMillis : Math.max(0, round.millis() - wire);
        int stale = round.bytesChanged() < delta ? 0 : noGain + 1;
        return new Convergence(
                rounds + 1, newRate, better ? round.bytesSent() : rateBytes, round.bytesChanged(), delta, fixed, stale);
    }

    /** How long the final round would take now. */
    Duration predictedFinal() {
        return delta == Long.MAX_VALUE ? Duration.ofDays(1) : carrying(delta);
    }

    /**
     * How long the final round will take when the rounds that are left shrink like the two that were: the first two deltas
     * say it, and nobody needs to wait for the last. Empty at any other time.
     */
    Optional<Duration> foreseenFinal(int most) {
        if (rounds != 2 || before == Long.MAX_VALUE || before == 0) {
            return Optional.empty();
        }
        double shrinks = Math.min(1, (double) delta / before);
        return Optional.of(carrying(delta * Math.pow(shrinks, Math.max(0, most - rounds))));
    }

    private Duration carrying(double bytes) {
        double wire = rate == 0 ? 0 : bytes * 1000.0 / rate;
        return Duration.ofMillis(
                (long) Math.min(wire + fixedMillis, Duration.ofDays(365).toMillis()));
    }

    /** Whether the final round would take no more than half of the budget. */
    boolean fits(Duration budget) {
        return predictedFinal().compareTo(budget.dividedBy(2)) <= 0;
    }

    Verdict verdict(Policy policy, Duration budget) {
        if (rounds > 0 && fits(budget)) {
            return Verdict.FITS;
        }
        boolean enough = rounds >= policy.rounds() || noGain >= Math.max(1, policy.noGain());
        return enough ? Verdict.NOT_CONVERGING : Verdict.AGAIN;
    }

    private static long rate(Transport.Synced synced) {
        return synced.bytesSent() * 1000 / Math.max(1, synced.millis());
    }

    private static long value(Checkpoint checkpoint, String key, long otherwise) {
        String text = checkpoint.values().get(key);
        return text == null ? otherwise : Long.parseLong(text);
    }
}
