package io.evac.api;

import io.evac.daemon.PlanReports;
import io.evac.inventory.Disk;
import io.evac.inventory.HostReport;
import io.evac.inventory.Instance;
import io.evac.inventory.Nic;
import io.evac.report.HostDetail;
import io.evac.report.HostDetail.DiskDetail;
import io.evac.report.HostDetail.InstanceDetail;
import io.evac.report.HostDetail.NicDetail;
import io.evac.report.HostStatus;
import io.evac.run.CordonStore;
import io.evac.run.Hosts.HostView;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hosts and what was found on them, in the contract's words. */
final class HostDetails {
    private HostDetails() {}

    static HostDetail detail(HostView view, HostReport report) {
        return new HostDetail(
                status(view),
                report.instances().stream().map(HostDetails::instance).toList());
    }

    static HostStatus status(HostView view) {
        Optional<HostReport> report = view.report();
        return new HostStatus(
                view.host().name().value(),
                view.host().address().host(),
                view.host().driver(),
                view.host().accepts(),
                view.cordon().isPresent(),
                view.cordon().map(CordonStore.Cordon::actor),
                view.cordon().map(cordon -> cordon.at().atOffset(ZoneOffset.UTC)),
                report.map(found -> PlanReports.amount(view.host().capacity().cap(found.capacity()))),
                report.map(found -> PlanReports.amount(found.used())),
                report.map(found -> found.instances().size()).orElse(0),
                new TreeMap<>(report.map(HostReport::facts).orElse(Map.of())),
                report.map(HostReport::warnings).orElse(List.of()),
                view.problem());
    }

    private static InstanceDetail instance(Instance found) {
        return new InstanceDetail(
                found.ref().name().value(),
                found.uuid(),
                found.running().name().toLowerCase(Locale.ROOT),
                found.need().cpus(),
                found.need().memory().bytes(),
                found.need().disk().bytes(),
                found.autostart(),
                List.copyOf(found.types()),
                found.disks().stream().map(HostDetails::disk).toList(),
                found.nics().stream().map(HostDetails::nic).toList(),
                found.problems());
    }

    private static DiskDetail disk(Disk disk) {
        return new DiskDetail(
                disk.name(),
                disk.format(),
                disk.size().bytes(),
                disk.virtualSize().map(size -> size.bytes()),
                disk.chain());
    }

    private static NicDetail nic(Nic nic) {
        return new NicDetail(nic.model(), nic.source(), nic.mac());
    }
}
