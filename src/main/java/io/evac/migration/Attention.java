package io.evac.migration;

import java.util.Optional;

/** The words for a human: the facts of both ends, and what to type. */
final class Attention {
    private Attention() {}

    static String text(Ends ends, String what, Ends.Pair pair) {
        String run = ends.authority.owner().substring(ends.authority.owner().lastIndexOf('/') + 1);
        String instance = ends.move.instance().toString();
        StringBuilder text = new StringBuilder(what)
                .append(". ")
                .append(facts(ends.source().name().value(), pair.source()))
                .append("; ")
                .append(facts(ends.destination().name().value(), pair.destination()))
                .append(". Maybe mend what is said above, then type: evac retry ")
                .append(run)
                .append(' ')
                .append(instance);
        boolean livesThere =
                pair.destination().or(pair::source).map(GuardFacts::inPlace).orElse(false);
        if (livesThere && !ends.draft.homeward) {
            text.append("; or to bring it home: evac rollback ")
                    .append(run)
                    .append(' ')
                    .append(instance);
        }
        if (!pair.complete()) {
            text.append("; and when the silent host is known to be off, to go back to the parked copy: evac rollback ")
                    .append(run)
                    .append(' ')
                    .append(instance)
                    .append(" --discard");
        }
        return text.toString();
    }

    private static String facts(String host, Optional<GuardFacts> facts) {
        return facts.map(f -> host + ": record " + f.record() + " " + f.state() + ", " + f.running() + ", epoch "
                        + f.epoch() + (f.inPlace() ? ", in place" : "")
                        + (f.away() ? ", a copy is parked or arriving" : ""))
                .orElse(host + ": no answer");
    }
}
