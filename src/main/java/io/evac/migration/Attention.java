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
        Optional<GuardFacts> away = ends.draft.homeward ? pair.source() : pair.destination();
        if (away.map(GuardFacts::inPlace).orElse(false)) {
            text.append("; or to bring it home: evac rollback ")
                    .append(run)
                    .append(' ')
                    .append(instance);
        }
        if (!pair.complete()) {
            text.append(
                    " once the silent host answers again: what it holds may be running, so nothing is started before");
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
