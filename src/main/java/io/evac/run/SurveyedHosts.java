package io.evac.run;

import io.evac.inventory.FileProblem;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.Inventories;
import io.evac.inventory.Inventory;
import io.evac.plan.Plans;
import io.evac.run.CordonStore.Cordon;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hosts as hosts.yaml, a survey, the cordons and the doctor tell. */
final class SurveyedHosts implements Hosts {
    private static final int AT_ONCE = 16;
    private final Inventories inventories;
    private final Survey survey;
    private final CordonStore cordons;
    private final Doctor doctor;

    SurveyedHosts(Inventories inventories, Survey survey, CordonStore cordons, Doctor doctor) {
        this.inventories = inventories;
        this.survey = survey;
        this.cordons = cordons;
        this.doctor = doctor;
    }

    @Override
    public List<HostView> list() {
        return views(inventory().hosts());
    }

    @Override
    public Optional<HostView> find(HostName host) {
        return inventory().find(host).map(found -> views(List.of(found)).getFirst());
    }

    private List<HostView> views(List<Host> hosts) {
        Survey.Findings findings = survey.of(hosts);
        Map<HostName, Cordon> cordoned =
                cordons.all().stream().collect(Collectors.toMap(Cordon::host, Function.identity()));
        return hosts.stream()
                .map(host -> new HostView(
                        host,
                        Optional.ofNullable(cordoned.get(host.name())),
                        Optional.ofNullable(findings.reports().get(host.name())),
                        Optional.ofNullable(findings.unreachable().get(host.name()))))
                .toList();
    }

    @Override
    public List<DoctorFinding> doctor(List<HostName> names) {
        Inventory inventory = inventory();
        List<Host> hosts = names.isEmpty()
                ? inventory.hosts()
                : names.stream().map(inventory::host).toList();
        Survey.Findings findings = survey.of(hosts);
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.clamp(hosts.size(), 1, AT_ONCE))) {
            List<Future<List<DoctorFinding>>> looks = hosts.stream()
                    .map(host -> threads.submit(() -> findings(host, findings)))
                    .toList();
            return looks.stream().flatMap(look -> result(look).stream()).toList();
        }
    }

    private static List<DoctorFinding> result(Future<List<DoctorFinding>> look) {
        try {
            return look.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while examining hosts", stopped);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("examining a host failed", bug.getCause());
        }
    }

    private List<DoctorFinding> findings(Host host, Survey.Findings surveyed) {
        List<DoctorFinding> found = new ArrayList<>();
        String trouble = surveyed.unreachable().get(host.name());
        if (trouble != null) {
            found.add(
                    new DoctorFinding(host.name(), Verdict.FAIL, "ssh", found(trouble), Optional.of(remedy(trouble))));
            return found;
        }
        HostReport report = surveyed.reports().get(host.name());
        found.add(new DoctorFinding(
                host.name(),
                Verdict.OK,
                "ssh",
                "key and pinned host key accepted at " + host.address() + "; "
                        + report.instances().size() + " instances",
                Optional.empty()));
        String facts = new TreeMap<>(report.facts())
                .entrySet().stream()
                        .map(fact -> fact.getKey() + " " + fact.getValue())
                        .collect(Collectors.joining("; "));
        if (!facts.isEmpty()) {
            found.add(new DoctorFinding(host.name(), Verdict.OK, "survey", facts, Optional.empty()));
        }
        report.warnings()
                .forEach(warning -> found.add(new DoctorFinding(
                        host.name(), Verdict.WARN, "survey", found(warning), Optional.of(remedy(warning)))));
        found.addAll(doctor.examine(host));
        return found;
    }

    /** What a text says before its remedy, without a full stop: whoever shows both puts one between them. */
    private static String found(String text) {
        int maybe = text.indexOf("Maybe");
        String what = maybe > 0 ? text.substring(0, maybe).strip() : text;
        return what.endsWith(".") ? what.substring(0, what.length() - 1) : what;
    }

    /** The sentence of a text that says what may help. */
    private static String remedy(String text) {
        int maybe = text.indexOf("Maybe");
        return maybe >= 0 ? text.substring(maybe) : "Maybe log in there and look";
    }

    @Override
    public void cordon(HostName host, boolean cordoned, String actor) {
        cordons.set(inventory().host(host).name(), cordoned, actor);
    }

    private Inventory inventory() {
        try {
            return inventories.current();
        } catch (FileProblemsException unusable) {
            throw new Plans.RejectedException(
                    unusable.problems().stream().map(FileProblem::toString).toList());
        }
    }
}
