package io.evac.schedule;

import java.time.Instant;
import java.util.Date;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;

/** Tells that a planned start has come. The job's key is the schedule's name. */
final class Firing implements Job {
    private final Occurrences occurrences;

    Firing(Occurrences occurrences) {
        this.occurrences = occurrences;
    }

    @Override
    public void execute(JobExecutionContext context) {
        Date planned = context.getScheduledFireTime();
        if (context.isRecovering()) {
            JobDataMap data = context.getMergedJobDataMap();
            planned = new Date(
                    data.getLongFromString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS));
        }
        Instant start = planned.toInstant();
        occurrences.fired(context.getJobDetail().getKey().getName(), start, context.isRecovering());
    }
}
