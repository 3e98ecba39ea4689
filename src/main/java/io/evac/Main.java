package io.evac;

import io.evac.cli.Evac;
import io.evac.cli.Launches;
import io.evac.cli.Terminal;
import io.evac.demo.Demo;
import java.time.Clock;

/** Entry point of the launcher. Only {@code serve} and {@code demo} load more than the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Terminal terminal = Terminal.system();
        Launches launches = new Launches(
                (settings, properties, answers) -> EvacApplication.serve(settings, properties, terminal.err(), answers),
                folder -> new Demo(folder, terminal.out(), Clock.systemUTC()).run());
        System.exit(new Evac(terminal, System.getenv(), launches).run(args));
    }
}
