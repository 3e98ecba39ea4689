package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.FileName;
import io.evac.daemon.KnownPlans;
import io.evac.daemon.PlanReports;
import io.evac.inventory.HostName;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.report.PlanReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Plans over HTTP. */
@RestController
@RequestMapping("/api/v1/plans")
final class PlanController {
    private final Plans plans;
    private final KnownPlans known;
    private final PlanFormat format;
    private final PlanReports reports;

    PlanController(Plans plans, KnownPlans known, PlanFormat format, PlanReports reports) {
        this.plans = plans;
        this.known = known;
        this.format = format;
        this.reports = reports;
    }

    /**
     * What to plan.
     *
     * @param csv the list's bytes, base64
     */
    record NewPlan(
            String file,
            byte[] csv,
            Optional<PolicyBody> policy,
            Optional<List<String>> select,
            Optional<Set<String>> accept) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Role.OPERATOR)
    PlanReport create(@RequestBody NewPlan body) {
        return reports.of(known.create(new Plans.Request(
                FileName.plain(body.file()),
                body.csv(),
                body.policy().map(PolicyBody::policy).orElse(Policy.DEFAULT),
                body.select().orElse(List.of()),
                body.accept().orElse(Set.of()))));
    }

    /** The same of a list as it is, under the usual policy; {@code file} is its name. */
    @PostMapping(consumes = "text/csv")
    @Needs(Role.OPERATOR)
    PlanReport create(
            @RequestParam(defaultValue = "list.csv") String file,
            @RequestParam Optional<List<String>> select,
            @RequestParam Optional<Set<String>> accept,
            @RequestBody(required = false) byte[] csv) {
        return reports.of(known.create(new Plans.Request(
                FileName.plain(file),
                csv == null ? new byte[0] : csv,
                Policy.DEFAULT,
                select.orElse(List.of()),
                accept.orElse(Set.of()))));
    }

    /** Which host everything is to come back to. */
    record Back(String host, Optional<Set<String>> accept) {}

    @PostMapping("/restore")
    @Needs(Role.OPERATOR)
    PlanReport restore(@RequestBody Back back) {
        return reports.of(known.restore(new HostName(back.host()), back.accept().orElse(Set.of())));
    }

    @GetMapping
    @Needs(Role.VIEWER)
    List<String> list() {
        return known.list().map(PlanId::value).toList();
    }

    @GetMapping("/{id}")
    @Needs(Role.VIEWER)
    PlanReport show(@PathVariable String id) {
        return reports.of(known.find(id));
    }

    /** The plan as a file. */
    @GetMapping(path = "/{id}/document", produces = MediaType.APPLICATION_JSON_VALUE)
    @Needs(Role.VIEWER)
    byte[] document(@PathVariable String id) {
        return format.write(known.find(id)).getBytes(StandardCharsets.UTF_8);
    }

    /** Takes a plan that was written to a file. */
    @PostMapping("/document")
    @Needs(Role.OPERATOR)
    PlanReport store(@RequestBody byte[] document) {
        return reports.of(known.store(format.read(new String(document, StandardCharsets.UTF_8))));
    }

    @GetMapping("/{id}/commands")
    @Needs(Role.VIEWER)
    List<String> commands(@PathVariable String id) {
        return plans.commands(known.find(id));
    }

    @GetMapping("/{id}/differences")
    @Needs(Role.VIEWER)
    List<String> differences(@PathVariable String id) {
        return plans.differences(known.find(id));
    }
}
