package io.evac.cli;

import io.evac.report.CsvTable;
import io.evac.report.Plain;
import io.evac.report.TextTable;
import io.evac.report.TokenReport;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;

/** {@code evac token}. */
@Command(
        name = "token",
        description = "Tokens with a role, for people and programs that are not the owner of the state directory.",
        footer = {"", "Examples:", "  evac token create ci --role operator --expires 90d", "  evac token list"},
        subcommands = {TokenCommand.Create.class, TokenCommand.Tokens.class, TokenCommand.Revoke.class})
final class TokenCommand extends Group {

    /** {@code evac token create}. */
    @Command(
            name = "create",
            description = {
                "Give a token; it is printed once, and kept nowhere. Its holder sets EVAC_TOKEN, and --server.",
                "viewer looks; operator plans and runs; approver also cuts over, rolls back and finalizes; admin gives tokens."
            },
            footer = {
                "",
                "Examples:",
                "  evac token create jo --role approver --hosts site=berlin,rack=r7",
                "  evac token create ci --role operator --expires 90d >ci.token"
            })
    static final class Create extends Action {
        @Parameters(paramLabel = "NAME", description = "of its holder, as the history will say it")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "viewer, operator, approver or admin")
        private String role = "";

        @Mixin
        private final HostLabels hosts = new HostLabels();

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                defaultValue = "90d",
                description = "from now; 1d to 731d (default: ${DEFAULT-VALUE})")
        private String expires = "";

        @Override
        public Integer call() {
            TokenReport given = daemon().post(
                            "/tokens",
                            hosts.with(Map.of("name", name, "role", role, "expires", expires)),
                            TokenReport.class);
            print(given, () -> given.token().orElseThrow() + "\n", () -> csv(List.of(given)));
            if (output() == Output.table) {
                err().println("Shown this once; " + given.role() + " until " + Plain.time(given.expires())
                        + ". To end it: evac token revoke " + given.name());
            }
            return Exit.DONE;
        }
    }

    /** {@code evac token list}. */
    @Command(
            name = "list",
            description = "Show who has a token, with which role and until when; not the tokens.",
            footer = {"", "Examples:", "  evac token list", "  evac token list --output json"})
    static final class Tokens extends Action {
        @Override
        public Integer call() {
            List<TokenReport> tokens = daemon().get("/tokens", new TypeReference<List<TokenReport>>() {});
            print(tokens, () -> table(tokens), () -> csv(tokens));
            if (tokens.isEmpty() && output() == Output.table) {
                err().println("No tokens. Maybe give one: evac token create NAME --role viewer");
            }
            return Exit.DONE;
        }

        private static String table(List<TokenReport> tokens) {
            TextTable table = new TextTable("").row("NAME", "ROLE", "HOSTS", "EXPIRES", "GIVEN", "BY");
            tokens.forEach(t -> table.row(
                    t.name(),
                    t.role(),
                    HostLabels.cell(t.hosts()),
                    Plain.time(t.expires()),
                    Plain.time(t.created()),
                    t.by()));
            return table.text();
        }
    }

    /** {@code evac token revoke}. */
    @Command(
            name = "revoke",
            description = "End a token at once.",
            footer = {"", "Examples:", "  evac token revoke ci", "  evac token revoke jo"})
    static final class Revoke extends Action {
        @Parameters(paramLabel = "NAME", description = "as evac token list says it")
        private String name = "";

        @Override
        public Integer call() {
            daemon().delete("/tokens/" + Client.segment(name));
            err().println(Plain.line(name) + " has no token any more");
            return Exit.DONE;
        }
    }

    private static String csv(List<TokenReport> tokens) {
        CsvTable table = new CsvTable().row("name", "role", "hosts", "created", "expires", "by");
        tokens.forEach(
                t -> table.row(t.name(), t.role(), HostLabels.cell(t.hosts()), t.created(), t.expires(), t.by()));
        return table.text();
    }
}
