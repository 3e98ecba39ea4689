package io.evac.cli;

import io.evac.report.MoveReport;
import io.evac.report.ParkedReport;
import io.evac.report.Plain;
import io.evac.report.RunReport;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What is lost when parked copies run again as they are: said before anybody is asked. */
final class Losses {
    private Losses() {}

    static void tell(Action action, RunReport run, List<String> instances) {
        OffsetDateTime now = OffsetDateTime.now();
        run.moves().stream()
                .filter(move -> instances.stream().anyMatch(name -> named(move, name)))
                .forEach(move -> action.err().println(line(move, now)));
    }

    private static boolean named(MoveReport move, String name) {
        return name.equals(move.instance())
                || name.equals(move.from() + "/" + move.instance())
                || name.equals(move.id());
    }

    private static String line(MoveReport move, OffsetDateTime now) {
        Optional<ParkedReport> home = move.parked().filter(copy -> copy.host().equals(move.from()));
        String age = home.map(copy -> "was parked " + Plain.time(copy.since()) + ", "
                        + Plain.duration(Duration.between(copy.since(), now)) + " ago")
                .orElse("was parked at its cutover, nobody has kept when");
        return move.from() + "/" + move.instance() + ": the copy on " + move.from() + " " + age
                + ". Everything that was written on " + move.to() + " since is lost.";
    }
}
