package io.evac.simulation;

import io.evac.driver.simulated.Faults.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the schedule names, how long and how much by chance. */
record Drawn(Schedule schedule, Chance chance) implements Plot {
    private static final Duration LONG_NIGHT = Duration.ofHours(1);

    @Override
    public Optional<Deed> at(Point point) {
        return switch (point) {
            case Point.Call call -> schedule.at(call.number(), true).map(kind -> atCall(kind, call));
            case Point.Write write -> schedule.at(write.number(), false).map(kind -> anywhere(kind, write.number()));
        };
    }

    private Deed atCall(Kind kind, Point.Call call) {
        long here = call.number();
        return switch (kind) {
            case UNREACHABLE -> new Deed.OfTheCall(kind, Fault.UNREACHABLE);
            case LOST_REQUEST -> new Deed.OfTheCall(kind, Fault.LOST_REQUEST);
            case LOST_ANSWER -> new Deed.OfTheCall(kind, Fault.LOST_ANSWER);
            case LATE -> new Deed.OfTheCall(kind, Fault.LATE);
            case REBOOT -> new Deed.OfTheCall(kind, Fault.REBOOT);
            case DISK_FULL -> new Deed.OfTheCall(kind, Fault.DISK_FULL);
            case LINK_CUT -> new Deed.Cut(call.ref().host(), chance.seconds(200, "cut", here));
            case POWER_LOSS -> new Deed.PowerLoss(List.of(call.ref().host()), chance.seconds(900, "off", here));
            case INTERLEAVED -> new Deed.Interleave(due -> chance.of(due, "interleaved", here));
            case SLOW -> new Deed.Slow(chance.seconds(200, "slow", here));
            case TIMER -> new Deed.Timer(call.ref().name(), chance.oneIn(2, "just before", here));
            case CORRUPT -> new Deed.Corrupt(call.ref());
            case STOPPED_BY_PEOPLE, STARTED_BY_PEOPLE, PUT_BACK, DELETED, RECONFIGURED ->
                new Deed.ByHand(kind, call.ref().name());
            case KILL, RESTORED, PAUSE, SECOND, OTHER, CLOCK_STEP, DATABASE_AWAY, LOST_COMMIT -> anywhere(kind, here);
        };
    }

    private Deed anywhere(Kind kind, long here) {
        return switch (kind) {
            case KILL -> new Deed.Kill(false);
            case RESTORED -> new Deed.Kill(true);
            case PAUSE ->
                new Deed.StandStill(
                        Duration.ofSeconds(16).plus(chance.seconds(60, "still", here)), chance.below(8, "steps", here));
            case SECOND -> new Deed.Second();
            case OTHER -> new Deed.Other(chance.below(10, "strange steps", here));
            case CLOCK_STEP ->
                new Deed.ClockStep(chance.seconds(7200, "step", here).minusHours(1));
            case DATABASE_AWAY -> new Deed.DatabaseAway(chance.seconds(40, "away", here));
            case LOST_COMMIT -> new Deed.LostCommit();
            case UNREACHABLE,
                    LOST_REQUEST,
                    LOST_ANSWER,
                    LATE,
                    REBOOT,
                    DISK_FULL,
                    LINK_CUT,
                    POWER_LOSS,
                    INTERLEAVED,
                    SLOW,
                    TIMER,
                    CORRUPT,
                    STOPPED_BY_PEOPLE,
                    STARTED_BY_PEOPLE,
                    PUT_BACK,
                    DELETED,
                    RECONFIGURED -> throw new IllegalArgumentException(kind + " happens at calls only");
        };
    }

    @Override
    public boolean backsUp(Point point) {
        return chance.oneIn(40, "backup", point.number());
    }

    @Override
    public Duration untilNoticed(long number) {
        return chance.oneIn(6, "long night", number) ? LONG_NIGHT : chance.seconds(25, "noticed", number);
    }

    @Override
    public Duration stopsAfter(long number) {
        return chance.seconds(20, "stops after", number);
    }
}
