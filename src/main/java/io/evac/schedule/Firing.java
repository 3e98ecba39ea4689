package io.evac.schedule;

import java.time.Instant;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;

/** Tells that a start's run is to begin. The job's key is the schedule's name, its trigger's name says which start. */
final class Firing implements Job {
    /** In no schedule's name. */
    private static final char MARK = '#';

    private final Occurrences occurrences;

    Firing(Occurrences occurrences) {
        this.occurrences = occurrences;
    }

    @Override
    public void execute(JobExecutionContext context) {
        String trigger = context.isRecovering()
                ? context.getMergedJobDataMap().getString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_NAME)
                : context.getTrigger().getKey().getName();
        // One trigger for all starts, of an earlier version, fired at the start itself.
        Instant start = isOne(trigger)
                ? start(trigger)
                : Instant.ofEpochMilli(context.getMergedJobDataMap()
                        .getLongFromString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS));
        occurrences.fired(context.getJobDetail().getKey().getName(), start, context.isRecovering());
    }

    /** What the trigger of a start is called. */
    static String trigger(String schedule, Instant start) {
        return schedule + MARK + start.toEpochMilli();
    }

    /** The start that a trigger is for, whenever it fires. */
    static Instant start(String trigger) {
        return Instant.ofEpochMilli(Long.parseLong(trigger.substring(trigger.lastIndexOf(MARK) + 1)));
    }

    /** Whether it is a trigger of ours: earlier versions had one for all starts. */
    static boolean isOne(String trigger) {
        return trigger.indexOf(MARK) > 0;
    }
}
