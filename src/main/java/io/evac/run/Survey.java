package io.evac.run;

import io.evac.driver.Drivers;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostReport;
import io.evac.inventory.SurveyException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at hosts side by side; a host that cannot be surveyed is an answer, and the others go on. Thread-safe. */
final class Survey {
    private static final Logger LOG = LoggerFactory.getLogger(Survey.class);

    private final Drivers drivers;
    private final ExecutorService threads;
    private final Sightings sightings;

    Survey(Drivers drivers, ExecutorService threads, Sightings sightings) {
        this.drivers = drivers;
        this.threads = threads;
        this.sightings = sightings;
    }

    /** What was found, and of the other hosts why nothing was. */
    record Findings(Map<HostName, HostReport> reports, Map<HostName, String> unreachable) {
        Findings() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    Findings of(Collection<Host> hosts) {
        Findings findings = new Findings();
        List<Future<?>> looks = hosts.stream()
                .<Future<?>>map(host -> threads.submit(() -> look(host, findings)))
                .toList();
        for (Future<?> look : looks) {
            try {
                look.get();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while surveying", stopped);
            } catch (ExecutionException bug) {
                throw new IllegalStateException("surveying failed", bug.getCause());
            }
        }
        return findings;
    }

    /** Surveys one host in this thread. */
    void look(Host host, Findings findings) {
        try {
            findings.reports().put(host.name(), drivers.named(host.driver()).survey(host));
        } catch (SurveyException trouble) {
            findings.unreachable().put(host.name(), trouble.getMessage() + ". " + trouble.remedy());
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("the survey of {} ended in an unexpected exception", host.name(), bug);
            findings.unreachable().put(host.name(), "unexpected " + bug + ". Maybe report this with the daemon's log");
        }
        sightings.surveyed(
                host.name(), Optional.ofNullable(findings.unreachable().get(host.name())));
    }
}
