package io.evac.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Executions of the evacuation job; their identity is (run, sequence). Only for whoever holds the run's lease: Batch
 * does not check that the process whose execution is recovered is dead.
 */
final class BatchExecutions {
    private static final String RECOVERED = "recovered";
    private static final Logger LOG = LoggerFactory.getLogger(BatchExecutions.class);

    private final JobRepository repository;
    private final JobOperator operator;
    private final RunStore runs;

    BatchExecutions(JobRepository repository, JobOperator operator, RunStore runs) {
        this.repository = repository;
        this.operator = operator;
        this.runs = runs;
    }

    /** Runs the job to its end in this thread: goes on with the last execution, or begins the next sequence. */
    BatchStatus execute(RunId run, Job job) throws JobExecutionException {
        int sequence = runs.find(run)
                .orElseThrow(() -> new IllegalStateException("no run " + run))
                .sequence();
        if (!restartable(run, sequence)) {
            sequence = runs.nextSequence(run);
        }
        return operator.start(job, parameters(run, sequence)).getStatus();
    }

    /** Whether this sequence may (still) be executed, once what a dead process left of it is recovered. */
    private boolean restartable(RunId run, int sequence) {
        JobInstance instance = repository.getJobInstance(EvacuationJob.NAME, parameters(run, sequence));
        if (instance == null) {
            return true;
        }
        boolean restartable = true;
        for (JobExecution execution : repository.getJobExecutions(instance)) {
            if (leftRunning(execution)) {
                recover(execution);
            }
            BatchStatus status = execution.getStatus();
            restartable &= status == BatchStatus.STOPPED || status == BatchStatus.FAILED;
            restartable &=
                    execution.getStepExecutions().stream().noneMatch(step -> step.getStatus() == BatchStatus.UNKNOWN);
        }
        return restartable;
    }

    /** Asks the steps too: after a stop and a crash the execution says STOPPED and its steps still say STARTED. */
    private static boolean leftRunning(JobExecution execution) {
        return execution.getStatus().isRunning()
                || execution.getStepExecutions().stream()
                        .anyMatch(step -> step.getStatus().isRunning());
    }

    /**
     * Marks it failed, so that it can be restarted. A restarted execution inherits the mark of its predecessor's
     * recovery, and Batch would not recover it again: the mark is taken off first.
     */
    private void recover(JobExecution execution) {
        LOG.info("recovering {} of job execution {}", execution.getJobParameters(), execution.getId());
        if (execution.getExecutionContext().containsKey(RECOVERED)) {
            execution.getExecutionContext().remove(RECOVERED);
            repository.updateExecutionContext(execution);
        }
        operator.recover(execution);
    }

    private static JobParameters parameters(RunId run, int sequence) {
        return new JobParametersBuilder()
                .addString("run", run.value())
                .addLong("sequence", (long) sequence)
                .toJobParameters();
    }
}
