package io.evac.daemon;

import io.evac.schedule.Schedules;
import io.evac.schedule.Schedules.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The schedules that a request may name: those for hosts that its caller may use. */
@Component
public final class KnownSchedules {
    private final Schedules schedules;
    private final Reach reach;

    KnownSchedules(Schedules schedules, Reach reach) {
        this.schedules = schedules;
        this.reach = reach;
    }

    /** By name. */
    public List<Schedule> list() {
        return schedules.list().stream()
                .filter(schedule -> reach.scope().covers(schedule.hosts()))
                .toList();
    }

    /**
     * @throws NotFoundException when there is none
     * @throws BeyondException when it is for hosts that the caller may not use
     */
    public Schedule find(String name) {
        return named(name)
                .orElseThrow(() -> new NotFoundException(
                        "EVAC-583",
                        "there is no schedule " + name,
                        "Maybe one of those that evac schedule list names"));
    }

    /**
     * The same; empty when there is none.
     *
     * @throws BeyondException when it is for hosts that the caller may not use
     */
    public Optional<Schedule> named(String name) {
        Optional<Schedule> found = schedules.list().stream()
                .filter(schedule -> schedule.name().equals(name))
                .findFirst();
        if (found.filter(schedule -> !reach.scope().covers(schedule.hosts())).isPresent()) {
            throw BeyondException.of("schedule " + name);
        }
        return found;
    }

    /**
     * As {@link Schedules#add}, for the caller's hosts only.
     *
     * @throws BeyondException when it would replace one for hosts that the caller may not use
     */
    public void add(Schedule schedule, String actor) {
        named(schedule.name());
        schedules.add(schedule.within(reach.scope()), actor);
    }

    /** As {@link Schedules#addNew}, for the caller's hosts only. */
    public void addNew(Schedule schedule, String actor) {
        schedules.addNew(schedule.within(reach.scope()), actor);
    }

    /** As {@link Schedules#check}, as {@link #add} would keep it. */
    public List<Instant> check(Schedule schedule, int count) {
        named(schedule.name());
        return schedules.check(schedule.within(reach.scope()), count);
    }

    /** As {@link Schedules#calendar}, of the caller's schedules. */
    public String calendar() {
        return schedules.calendar(list());
    }
}
