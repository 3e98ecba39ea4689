package io.evac.cli;

import io.evac.report.ReportJson;
import io.evac.report.RunReport;
import io.evac.report.RunText;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands share: the root's options, the daemon, and printing. */
@Command
abstract class Action implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    Evac root() {
        return (Evac) spec().root().userObject();
    }

    PrintStream out() {
        return root().terminal().out();
    }

    PrintStream err() {
        return root().terminal().err();
    }

    Output output() {
        return root().output();
    }

    /** The daemon, started when there is none. */
    Client daemon() {
        return new Engine(root()).connect();
    }

    /** A usage error of this command. */
    ParameterException usage(String message) {
        return new ParameterException(spec().commandLine(), message);
    }

    /** Prints in the form asked for; {@code table} and {@code csv} are made only when asked for. */
    void print(Object value, Supplier<String> table, Supplier<String> csv) {
        switch (output()) {
            case table -> out().print(table.get());
            case csv -> out().print(csv.get());
            case json ->
                out().println(ReportJson.mapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(value));
            case ndjson -> lines(value instanceof List<?> many ? many : List.of(value));
            case html -> throw usage("--output html is for evac report only");
        }
    }

    private void lines(List<?> values) {
        var mapper = ReportJson.mapper();
        values.forEach(value -> out().println(mapper.writeValueAsString(value)));
    }

    /** Ends a command that started or changed a run: waits when asked to, prints the run, answers the exit code. */
    int finish(Client client, RunReport run, boolean wait) {
        RunReport last = wait ? new Watcher(root(), client, run.id()).watch() : run;
        print(last, () -> RunText.table(last), () -> RunText.csv(last));
        if (output() == Output.table) {
            next(last, wait);
        }
        return wait ? Exit.ofRun(last.state()) : Exit.DONE;
    }

    private void next(RunReport run, boolean waited) {
        if (Watcher.stands(run)) {
            err().println("Next: evac resume " + run.id() + " --wait");
        } else if (!waited && Watcher.goesOn(run)) {
            err().println("Next: evac watch " + run.id());
        }
    }
}
