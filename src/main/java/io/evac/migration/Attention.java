package io.evac.migration;

import java.util.Optional;

/** The words for a human: the facts of both ends, and what to type. */
final class Attention {
    private Attention() {}

    static String text(Ends ends, String what, Ends.Pair pair) {
        String run = run(ends);
        String instance = ends.move.instance().toString();
        StringBuilder text = new StringBuilder(what)
                .append(". ")
                .append(facts(ends.source().name().value(), pair.source()))
                .append("; ")
                .append(facts(ends.destination().name().value(), pair.destination()))
                .append(". Maybe mend what is said above")
                .append(
                        pair.complete()
                                ? ""
                                : " and wait until the silent host answers again (what it holds may be running, so"
                                        + " nothing is started before)")
                .append(", then type: evac retry ")
                .append(run)
                .append(' ')
                .append(instance);
        Optional<GuardFacts> away = ends.draft.homeward ? pair.source() : pair.destination();
        if (away.map(GuardFacts::inPlace).orElse(false)) {
            text.append("; or to bring it home: evac rollback ")
                    .append(run)
                    .append(' ')
                    .append(instance);
        }
        if (HomeAlone.helps(ends, pair)) {
            // No full stop behind what is to be typed.
            text.append("; but maybe ").append(gone(ends, pair, "retry"));
        }
        return text.toString();
    }

    /** What to do about a moved instance that could not be looked at: its host may be gone, or only silent. */
    static String notYet(Ends ends) {
        String gone = ifGone(ends);
        return gone.isEmpty() ? ". Maybe look why, then type: evac resume " + run(ends) : gone;
    }

    /** What to type when the silent host will not come back, and what that costs. */
    static String goneForGood(Ends ends, Ends.Pair pair, String command) {
        return "Maybe " + gone(ends, pair, command);
    }

    private static String gone(Ends ends, Ends.Pair pair, String command) {
        String away = ends.move.to().value();
        String words =
                "evac " + command.replaceFirst("( --discard)?$", " " + run(ends) + " " + ends.move.instance() + "$1");
        String fence = ends.parts.hosts().apply(ends.move.to()).powerFence().isEmpty()
                ? ""
                : ", or with --power-fence " + away + " instead to have it switched off with all that runs there";
        return away + " is gone for good: when you have seen that it is off, type " + words + " --host-is-off " + away
                + fence + "; " + HomeAlone.consequence(ends, pair);
    }

    /** The same for an instance that has moved, if its host is silent; else nothing. */
    private static String ifGone(Ends ends) {
        Ends.Pair pair = ends.observed();
        return HomeAlone.helps(ends, pair) ? ". " + goneForGood(ends, pair, "rollback --discard") : "";
    }

    /** What to type once the remedy was tried. */
    static String afterwards(Ends ends) {
        return "; then type: evac retry " + run(ends) + " " + ends.move.instance();
    }

    private static String run(Ends ends) {
        return ends.authority.owner().substring(ends.authority.owner().lastIndexOf('/') + 1);
    }

    /** Records that no walk leaves behind; with the way out, where one copy alone is left. */
    static String unfit(Ends ends, Ends.Pair pair) {
        String unfit = "the records of the two hosts do not fit together";
        boolean alone = pair.source()
                        .filter(f -> f.state() == GuardState.FENCED && f.away())
                        .isPresent()
                && pair.destination()
                        .filter(f -> f.state() == GuardState.ABSENT && !f.inPlace() && !f.away())
                        .isPresent();
        if (!alone) {
            return unfit;
        }
        String name = ends.move.instance().name().value();
        String source = ends.source().name().value();
        return unfit + ": " + ends.destination().name() + " has no copy any more, and nobody knows whether it ever ran"
                + " there. If it runs nowhere, go on from what is parked on " + source + ": move away/" + name
                + " below the guard's directory there back to its place, retry, and retry once more when that is told";
    }

    private static String facts(String host, Optional<GuardFacts> facts) {
        return facts.map(f -> host + ": record " + f.record() + " " + f.state() + ", " + f.running() + ", epoch "
                        + f.epoch() + (f.inPlace() ? ", in place" : "")
                        + (f.away() ? ", a copy is parked or arriving" : ""))
                .orElse(host + ": no answer");
    }
}
