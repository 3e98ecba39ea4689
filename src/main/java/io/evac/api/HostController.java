package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.LatestHosts;
import io.evac.daemon.NotFoundException;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.report.HostDetail;
import io.evac.report.HostStatus;
import io.evac.report.HostStatus.Finding;
import io.evac.run.Hosts.DoctorFinding;
import io.evac.run.Hosts.HostView;
import io.evac.run.Hosts.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hosts over HTTP. */
@RestController
@RequestMapping("/api/v1/hosts")
final class HostController {
    private static final int SHOWN_AT_ONCE = 4;
    private final Semaphore shown = new Semaphore(SHOWN_AT_ONCE);
    private final LatestHosts latest;
    private final Clock clock;

    HostController(LatestHosts latest, Clock clock) {
        this.latest = latest;
        this.clock = clock;
    }

    /** Whether the host takes nothing for now. */
    record Cordon(boolean cordoned) {}

    /**
     * As they were seen last; {@code Age} is how many seconds ago.
     *
     * @param fresh look now
     */
    @GetMapping
    @Needs(Role.VIEWER)
    ResponseEntity<List<HostStatus>> list(@RequestParam(defaultValue = "false") boolean fresh) {
        LatestHosts.Look look = fresh ? latest.now() : latest.look();
        long age = Duration.between(look.at(), clock.instant()).toSeconds();
        return ResponseEntity.ok()
                .header(HttpHeaders.AGE, String.valueOf(Math.max(0, age)))
                .body(look.hosts().stream().map(HostDetails::status).toList());
    }

    /** Surveys the host now. A host named doctor is in the list only. */
    @GetMapping("/{name}")
    @Needs(Role.VIEWER)
    HostDetail show(@PathVariable String name) {
        HostView view = seen(new HostName(name))
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-579",
                        "host " + name + " is not in hosts.yaml",
                        "Maybe one of those that evac host list names"));
        HostReport report = view.report()
                .orElseThrow(() -> new UnsurveyedException(
                        view.problem().orElse(view.host().name() + " could not be surveyed")));
        return HostDetails.detail(view, report);
    }

    /** Each look is a survey over SSH: however many ask, the host's connections are the moves'. */
    private Optional<HostView> seen(HostName name) {
        if (!shown.tryAcquire()) {
            throw new BusyException(
                    "EVAC-578", "four hosts are being looked at already", "Maybe try again in a few seconds");
        }
        try {
            return latest.find(name);
        } finally {
            shown.release();
        }
    }

    @GetMapping("/doctor")
    @Needs(Role.OPERATOR)
    List<Finding> doctor(@RequestParam(name = "host", required = false) Optional<List<String>> names) {
        return latest.doctor(names.orElse(List.of()).stream().map(HostName::new).toList()).stream()
                .map(HostController::finding)
                .toList();
    }

    @PutMapping("/{name}/cordon")
    @Needs(Role.OPERATOR)
    Cordon cordon(
            @PathVariable String name,
            @RequestBody Cordon cordon,
            @RequestHeader(Actor.HEADER) Optional<String> actor) {
        latest.cordon(new HostName(name), cordon.cordoned(), Actor.named(actor));
        return cordon;
    }

    private static Finding finding(DoctorFinding found) {
        return new Finding(
                found.host().value(),
                found.verdict() == Verdict.OK,
                found.verdict().name(),
                found.check(),
                found.text(),
                found.remedy());
    }
}
