package io.evac.cli;

import io.evac.report.CsvTable;
import io.evac.report.Plain;
import io.evac.report.TextTable;
import io.evac.report.UserReport;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;

/** {@code evac user}. */
@Command(
        name = "user",
        description = "People who log in to the pages with a name and a password.",
        footer = {"", "Examples:", "  evac user create jo --role operator", "  evac user list"},
        subcommands = {
            UserCommand.Create.class,
            UserCommand.Users.class,
            UserCommand.Another.class,
            UserCommand.Remove.class
        })
final class UserCommand extends Group {

    /** {@code evac user create}. */
    @Command(
            name = "create",
            description = {
                "Make a user. The password is asked for, or read from standard input: 12 characters or more, kept as a hash only.",
                "viewer looks; operator plans and runs; approver also cuts over, rolls back and finalizes; admin makes users."
            },
            footer = {
                "",
                "Examples:",
                "  evac user create jo --role approver --hosts rack=r7",
                "  pass show evac/jo | evac user create jo --role approver"
            })
    static final class Create extends Action {
        @Parameters(paramLabel = "NAME", description = "as the history will say it")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "viewer, operator, approver or admin")
        private String role = "";

        @Mixin
        private final HostLabels hosts = new HostLabels();

        @Override
        public Integer call() {
            Client daemon = daemon();
            UserReport made = daemon.post(
                    "/users",
                    hosts.with(Map.of("name", name, "role", role, "password", Password.read(root().terminal()))),
                    UserReport.class);
            print(made, () -> table(List.of(made)), () -> csv(List.of(made)));
            return Exit.DONE;
        }
    }

    /** {@code evac user list}. */
    @Command(
            name = "list",
            description = "Show who logs in, and with which role.",
            footer = {"", "Examples:", "  evac user list", "  evac user list --output json"})
    static final class Users extends Action {
        @Override
        public Integer call() {
            List<UserReport> users = daemon().get("/users", new TypeReference<List<UserReport>>() {});
            print(users, () -> table(users), () -> csv(users));
            if (users.isEmpty() && output() == Output.table) {
                err().println("No users. Maybe make one: evac user create NAME --role admin");
            }
            return Exit.DONE;
        }
    }

    /** {@code evac user password}. */
    @Command(
            name = "password",
            description = "Set another password; whoever is logged in with the old one is out.",
            footer = {"", "Examples:", "  evac user password jo", "  pass show evac/jo | evac user password jo"})
    static final class Another extends Action {
        @Parameters(paramLabel = "NAME", description = "as evac user list says it")
        private String name = "";

        @Override
        public Integer call() {
            Client daemon = daemon();
            daemon.put(
                    "/users/" + Client.segment(name) + "/password",
                    Map.of("password", Password.read(root().terminal())));
            err().println(Plain.line(name) + " has another password");
            return Exit.DONE;
        }
    }

    /** {@code evac user remove}. */
    @Command(
            name = "remove",
            description = "Nobody logs in so any more; whoever is logged in is out at once.",
            footer = {"", "Examples:", "  evac user remove jo", "  evac user remove uma"})
    static final class Remove extends Action {
        @Parameters(paramLabel = "NAME", description = "as evac user list says it")
        private String name = "";

        @Override
        public Integer call() {
            daemon().delete("/users/" + Client.segment(name));
            err().println(Plain.line(name) + " is no user any more");
            return Exit.DONE;
        }
    }

    private static String table(List<UserReport> users) {
        TextTable table = new TextTable("").row("NAME", "ROLE", "HOSTS", "MADE", "PASSWORD OF", "BY");
        users.forEach(u -> table.row(
                u.name(),
                u.role(),
                HostLabels.cell(u.hosts()),
                Plain.time(u.created()),
                Plain.time(u.changed()),
                u.by()));
        return table.text();
    }

    private static String csv(List<UserReport> users) {
        CsvTable table = new CsvTable().row("name", "role", "hosts", "created", "changed", "by");
        users.forEach(u -> table.row(u.name(), u.role(), HostLabels.cell(u.hosts()), u.created(), u.changed(), u.by()));
        return table.text();
    }
}
