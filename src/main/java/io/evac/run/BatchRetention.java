package io.evac.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Deletes Spring Batch's own rows of runs and plannings that ended long ago; what people ask about is in our tables and
 * stays. Looks whenever a run has come to its end, and deletes a bounded number at a time.
 */
final class BatchRetention {
    private static final int PAGE = 200;
    private static final int MOST = 20;
    private static final Logger LOG = LoggerFactory.getLogger(BatchRetention.class);

    private final JobRepository repository;
    private final RunStore runs;
    private final Clock clock;
    private final Duration kept;

    BatchRetention(JobRepository repository, RunStore runs, Clock clock, Duration kept) {
        this.repository = repository;
        this.runs = runs;
        this.clock = clock;
        this.kept = kept;
    }

    /** Deletes the oldest that may go; trouble is logged and tried again the next time. */
    void cleanUp() {
        try {
            Instant limit = clock.instant().minus(kept);
            long deleted = Stream.of(EvacuationJob.NAME, PlanningJob.NAME)
                    .flatMap(name -> oldest(name).stream())
                    .filter(instance -> over(instance, limit))
                    .limit(MOST)
                    .peek(repository::deleteJobInstance)
                    .count();
            if (deleted > 0) {
                LOG.info("deleted {} job instances that ended more than {} ago", deleted, kept);
            }
        } catch (RuntimeException later) {
            LOG.warn("old job instances could not be deleted now: {}", later.toString());
        }
    }

    /** Batch lists the newest first. */
    private List<JobInstance> oldest(String job) {
        try {
            long count = repository.getJobInstanceCount(job);
            return repository
                    .getJobInstances(job, (int) Math.max(0, count - PAGE), PAGE)
                    .reversed();
        } catch (org.springframework.batch.core.launch.NoSuchJobException none) {
            return List.of();
        }
    }

    /**
     * Not while its run may still be gone on with: a restart looks at the rows of what it restarts. One without an execution
     * is just being started: Batch writes the two one after the other.
     */
    private boolean over(JobInstance instance, Instant limit) {
        List<JobExecution> executions = repository.getJobExecutions(instance);
        boolean old = !executions.isEmpty() && executions.stream().allMatch(execution -> endedBefore(execution, limit));
        return old && executions.stream().allMatch(execution -> runEnded(execution));
    }

    private static boolean endedBefore(JobExecution execution, Instant limit) {
        return Optional.ofNullable(execution.getEndTime())
                .filter(end -> end.atZone(ZoneId.systemDefault()).toInstant().isBefore(limit))
                .isPresent();
    }

    private boolean runEnded(JobExecution execution) {
        return Optional.ofNullable(execution.getJobParameters().getString("run"))
                .flatMap(run -> runs.find(new RunId(run)))
                .map(run -> run.state().ended())
                .orElse(true);
    }
}
