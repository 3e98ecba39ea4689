package io.evac.report;

import io.evac.report.HostDetail.DiskDetail;
import io.evac.report.HostDetail.InstanceDetail;
import io.evac.report.HostDetail.NicDetail;
import io.evac.report.PlanReport.Amount;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hosts for people, and as CSV. */
public final class HostText {
    private HostText() {}

    /** {@code ready}, {@code cordoned}, {@code source only} or {@code unreachable}. */
    public static String state(HostStatus host) {
        if (host.problem().isPresent()) {
            return "unreachable";
        }
        return host.cordoned() ? "cordoned" : host.accepts() ? "ready" : "source only";
    }

    /** {@code 2 cpu 192MiB 1.5GiB}; a question mark for what is not known. */
    public static String amount(Optional<Amount> amount) {
        return amount.map(a -> size(a.cpus(), a.memory(), a.disk())).orElse("?");
    }

    private static String size(int cpus, long memory, long disk) {
        return cpus + " cpu " + Plain.bytes(memory) + " " + Plain.bytes(disk);
    }

    /** The host, what it says about itself, and each instance with its disks and network interfaces. */
    public static String table(HostDetail detail) {
        HostStatus host = detail.host();
        StringBuilder text = new StringBuilder(new TextTable("")
                .row(host.name(), host.driver(), host.address(), state(host))
                .text());
        TextTable facts = new TextTable("  ")
                .row("used", amount(host.used()) + " of " + amount(host.capacity()))
                .row("instances", String.valueOf(host.instances()));
        host.facts().forEach(facts::row);
        host.warnings().forEach(warning -> facts.row("WARNING", warning));
        text.append(facts.text());
        detail.instances().forEach(instance -> text.append(instance(instance)));
        return text.toString();
    }

    private static String instance(InstanceDetail instance) {
        String head = new TextTable("")
                .row(
                        instance.name(),
                        instance.state(),
                        size(instance.cpus(), instance.memory(), instance.disk()),
                        instance.autostart() ? "autostart" : "no autostart",
                        String.join(", ", instance.types()))
                .text();
        TextTable disks = new TextTable("  ");
        instance.disks()
                .forEach(disk -> disks.row(
                        "disk",
                        disk.target(),
                        disk.format().orElse("-"),
                        Plain.bytes(disk.size())
                                + disk.virtualSize()
                                        .map(size -> " of " + Plain.bytes(size))
                                        .orElse(""),
                        disk.chain().isEmpty() ? "" : "on " + String.join(", on ", disk.chain())));
        TextTable nics = new TextTable("  ");
        instance.nics()
                .forEach(nic -> nics.row(
                        "nic",
                        nic.model().isEmpty() ? "-" : nic.model(),
                        nic.source(),
                        nic.mac().orElse("")));
        TextTable problems = new TextTable("  ");
        instance.problems().forEach(problem -> problems.row("PROBLEM", problem));
        return "\n" + head + disks.text() + nics.text() + problems.text();
    }

    /** One row for each instance. */
    public static String csv(HostDetail detail) {
        CsvTable table = new CsvTable()
                .row(
                        "host",
                        "instance",
                        "uuid",
                        "state",
                        "cpus",
                        "memory",
                        "disk",
                        "autostart",
                        "types",
                        "disks",
                        "nics",
                        "problems");
        detail.instances()
                .forEach(instance -> table.row(
                        detail.host().name(),
                        instance.name(),
                        instance.uuid(),
                        instance.state(),
                        instance.cpus(),
                        instance.memory(),
                        instance.disk(),
                        instance.autostart(),
                        String.join(" ", instance.types()),
                        instance.disks().stream().map(HostText::disk).collect(Collectors.joining("; ")),
                        instance.nics().stream().map(HostText::nic).collect(Collectors.joining("; ")),
                        String.join("; ", instance.problems())));
        return table.text();
    }

    private static String disk(DiskDetail disk) {
        Stream<String> words = Stream.of(
                disk.target(),
                disk.format().orElse("-"),
                String.valueOf(disk.size()),
                disk.virtualSize().map(String::valueOf).orElse("-"));
        return Stream.concat(words, disk.chain().stream()).collect(Collectors.joining(" "));
    }

    private static String nic(NicDetail nic) {
        return Stream.of(nic.model(), nic.source(), nic.mac().orElse(""))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
