package io.evac.notice;

import io.evac.list.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What has happened and who is still to be told, as the database has it. Every method is one transaction. */
public interface NoticeStore {
    /** Who is to be told of something, an address each. */
    record Recipient(Target.Kind kind, String address) {}

    /** Those of a schedule, or of the schedule that a run is of. */
    List<Target> targets(String subject);

    /** What a schedule's list says; nothing for a run. */
    List<Row> rows(String subject);

    /** When the window of a run opens; empty where it has none. */
    Optional<Instant> opens(String run);

    /** Turns what has happened since into notices, once, however many daemons ask; each in a transaction of its own. */
    void expand(Function<Happening, List<Recipient>> recipients);

    /** Takes one that is due, so that nobody else takes it before {@code again}. */
    Optional<Notice> take(Instant now, Instant again);

    void delivered(Notice notice);

    /** It is tried again then. */
    void postponed(Notice notice, Instant again, String why);

    /** It is never tried again; with an event in the history of what it is about. */
    void givenUp(Notice notice, String why);
}
