package io.evac.cli;

import io.evac.report.CsvTable;
import io.evac.report.HostDetail;
import io.evac.report.HostStatus;
import io.evac.report.HostStatus.Finding;
import io.evac.report.HostText;
import io.evac.report.Plain;
import io.evac.report.TextTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.type.TypeReference;

/** {@code evac host}. */
@Command(
        name = "host",
        description = "Look at hosts, and say which take nothing for now.",
        footer = {"", "Examples:", "  evac host list", "  evac host doctor alpha beta"},
        subcommands = {
            HostCommand.All.class,
            HostCommand.Show.class,
            HostCommand.Doctor.class,
            HostCommand.Cordon.class,
            HostCommand.Uncordon.class
        })
final class HostCommand extends Group {

    /** {@code evac host list}. */
    @Command(
            name = "list",
            description = "All hosts of hosts.yaml as they are now.",
            footer = {"", "Examples:", "  evac host list", "  evac host list --output json"})
    static final class All extends Action {
        @Override
        public Integer call() {
            List<HostStatus> hosts = daemon().get("/hosts?fresh=true", new TypeReference<List<HostStatus>>() {});
            print(hosts, () -> table(hosts), () -> csv(hosts));
            return hosts.stream().anyMatch(host -> host.problem().isPresent()) ? Exit.UNREACHABLE : Exit.DONE;
        }

        private static String table(List<HostStatus> hosts) {
            TextTable table = new TextTable("").row("host", "driver", "state", "used", "of", "instances", "");
            hosts.forEach(host -> table.row(
                    host.name(),
                    host.driver(),
                    HostText.state(host),
                    HostText.amount(host.used()),
                    HostText.amount(host.capacity()),
                    String.valueOf(host.instances()),
                    remarks(host)));
            return table.text();
        }

        private static String remarks(HostStatus host) {
            Stream<String> cordon = host
                    .cordonedBy()
                    .map(by -> "cordoned by " + Plain.line(by)
                            + host.cordonedAt().map(at -> " at " + at).orElse(""))
                    .stream();
            Stream<String> found = host.problem().map(Stream::of).orElseGet(() -> host.warnings().stream());
            return Stream.concat(cordon, found).collect(Collectors.joining("; "));
        }

        private static String csv(List<HostStatus> hosts) {
            CsvTable table = new CsvTable().row("name", "address", "driver", "cordoned", "instances", "problem");
            hosts.forEach(h -> table.row(h.name(), h.address(), h.driver(), h.cordoned(), h.instances(), h.problem()));
            return table.text();
        }
    }

    /** {@code evac host show}. */
    @Command(
            name = "show",
            description = "A host and its instances, with their disks and network interfaces, as they are now.",
            footer = {"", "Examples:", "  evac host show kvm1", "  evac host show kvm1 --output json"})
    static final class Show extends Action {
        @Parameters(paramLabel = "HOST", description = "its name as in hosts.yaml")
        private String host = "";

        @Override
        public Integer call() {
            HostDetail detail = daemon().get("/hosts/" + Client.segment(host), HostDetail.class);
            print(detail, () -> HostText.table(detail), () -> HostText.csv(detail));
            return Exit.DONE;
        }
    }

    /** {@code evac host doctor}. */
    @Command(
            name = "doctor",
            description = "Check what an evacuation needs on hosts: ssh, keys, tools, clocks, space.",
            footer = {"", "Examples:", "  evac host doctor", "  evac host doctor alpha beta --output json"})
    static final class Doctor extends Action {
        @Parameters(arity = "0..*", paramLabel = "HOST", description = "all when left out")
        private List<String> hosts = List.of();

        @Override
        public Integer call() {
            String query =
                    hosts.stream().map(host -> "host=" + Client.segment(host)).collect(Collectors.joining("&"));
            List<Finding> findings = daemon().get("/hosts/doctor?" + query, new TypeReference<List<Finding>>() {});
            print(findings, () -> table(findings), () -> csv(findings));
            return findings.stream().anyMatch(f -> f.verdict().equals("FAIL")) ? Exit.ERROR : Exit.DONE;
        }

        private static String table(List<Finding> findings) {
            TextTable table = new TextTable("");
            findings.forEach(f -> table.row(
                    f.verdict(),
                    f.host(),
                    f.check(),
                    f.text() + f.remedy().map(r -> ". " + r).orElse("")));
            return table.text();
        }

        private static String csv(List<Finding> findings) {
            CsvTable table = new CsvTable().row("host", "verdict", "check", "text", "remedy");
            findings.forEach(f -> table.row(f.host(), f.verdict(), f.check(), f.text(), f.remedy()));
            return table.text();
        }
    }

    /** What cordon and uncordon share. */
    abstract static class Cordoning extends Action {
        @Parameters(arity = "1..*", paramLabel = "HOST", description = "names as in hosts.yaml")
        private List<String> hosts = List.of();

        abstract boolean cordoned();

        @Override
        public Integer call() {
            Client client = daemon();
            for (String host : hosts) {
                client.put("/hosts/" + Client.segment(host) + "/cordon", Map.of("cordoned", cordoned()), Map.class);
                err().println(Plain.line(host) + (cordoned() ? " takes nothing from now on" : " takes again"));
            }
            return Exit.DONE;
        }
    }

    /** {@code evac host cordon}. */
    @Command(
            name = "cordon",
            description = "From now on these hosts take nothing.",
            footer = {"", "Examples:", "  evac host cordon alpha", "  evac host cordon alpha beta"})
    static final class Cordon extends Cordoning {
        @Override
        boolean cordoned() {
            return true;
        }
    }

    /** {@code evac host uncordon}. */
    @Command(
            name = "uncordon",
            description = "These hosts take again.",
            footer = {"", "Examples:", "  evac host uncordon alpha", "  evac host uncordon alpha beta"})
    static final class Uncordon extends Cordoning {
        @Override
        boolean cordoned() {
            return false;
        }
    }
}
