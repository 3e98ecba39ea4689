package io.evac.remote.tree;

import io.evac.inventory.Host;
import io.evac.inventory.SurveyException;
import io.evac.inventory.Texts;
import io.evac.migration.Failure;
import io.evac.migration.FailureException;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says what a failed transfer means, as an exception to throw. A cut is harmless: the next receiver ends the one before
 * it first.
 */
public final class Faults {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(15);
    private static final Pattern NO_SPACE = Pattern.compile("(?i)no space left|quota exceeded|file too large");

    /** What tools say of files that move under their hands: an extended regular expression of POSIX, too. */
    static final String HARMLESS = "No such file|No data available"
            + "|file changed as we read it|File removed before we read it|File shrank by|file has vanished"
            + "|short read|Exiting with failure status|error exit delayed";

    private static final Pattern MOVING = Pattern.compile(HARMLESS);

    private Faults() {}

    /**
     * A command could not be run, or not to its end.
     *
     * @param where host, or host and directory, for people
     */
    public static FailureException remote(String where, RemoteException e) {
        String what = where + ": " + e.getMessage();
        return new FailureException(
                switch (e.kind()) {
                    case UNREACHABLE -> new Failure.Transient("EVAC-401", what, LATER);
                    case HOST_KEY ->
                        new Failure.Permanent(
                                "EVAC-441", what, "Maybe pin the host's new key in known_hosts, if it was changed");
                    case AUTH -> new Failure.Permanent("EVAC-442", what, "Maybe authorise Evac's key on that host");
                    case CUT -> new Failure.Transient("EVAC-443", what, SOON);
                    case TIMEOUT -> new Failure.Transient("EVAC-444", what, LATER);
                    case TOO_MUCH_OUTPUT ->
                        new Failure.Permanent("EVAC-454", what, "Maybe split the instance: it holds too many files");
                },
                e);
    }

    public static FailureException cut(String what) {
        return new FailureException(new Failure.Transient("EVAC-443", what, SOON));
    }

    public static FailureException cut(String what, Throwable cause) {
        return new FailureException(new Failure.Transient("EVAC-443", what, SOON), cause);
    }

    /** The time for it was over. */
    public static FailureException late(String what) {
        return new FailureException(new Failure.Transient("EVAC-444", what, LATER));
    }

    /** A host said something, but not what was asked. */
    public static FailureException malformed(String where, RuntimeException e) {
        return new FailureException(
                new Failure.Transient(
                        "EVAC-445", where + ": not an answer: " + Texts.line(String.valueOf(e.getMessage())), LATER),
                e);
    }

    /**
     * A copy is there and cannot be read whole.
     *
     * @param said by the tool that tried
     */
    public static FailureException unreadable(String where, String said) {
        return new FailureException(new Failure.Permanent(
                "EVAC-446", where + " cannot be read: " + said, "Maybe its owner or permissions are wrong"));
    }

    /** What reads a copy failed: where it was killed without a word, nothing is known against the copy. */
    public static FailureException unread(String where, int exit, String said) {
        return said.isBlank()
                ? cut("what reads " + where + " ended with " + exit + " and said nothing")
                : unreadable(where, "exit " + exit + " " + tail(said));
    }

    /**
     * The arriving copy cannot be written; for good where there is no space left.
     *
     * @param said by the tool that tried
     */
    public static FailureException unwritable(String where, String said) {
        if (NO_SPACE.matcher(said).find()) {
            return new FailureException(new Failure.Permanent(
                    "EVAC-448",
                    where + " has no space left: " + said,
                    "Maybe make room there, or choose another host"));
        }
        return new FailureException(new Failure.Transient("EVAC-447", where + " could not write: " + said, LATER));
    }

    /** There is no copy of the instance where one should be. */
    public static FailureException missing(String where) {
        return new FailureException(new Failure.Permanent(
                "EVAC-451", where + " holds no such instance", "Maybe it was moved or deleted by somebody else"));
    }

    /**
     * It cannot be done as hosts.yaml wants it.
     *
     * @param maybe the remedy; starts with "Maybe"
     */
    public static FailureException impossible(String what, String maybe) {
        return new FailureException(new Failure.Permanent("EVAC-452", what, maybe));
    }

    /**
     * Whether a tool complained, and of nothing but files that moved under its hands: normal while an instance runs. One
     * that failed without a word was killed.
     */
    static boolean onlyMoving(String said) {
        List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
        return !lines.isEmpty()
                && lines.stream().allMatch(line -> MOVING.matcher(line).find());
    }

    /** Why a host could not be surveyed. */
    public static SurveyException unsurveyed(Host host, RemoteException e) {
        String said = String.valueOf(e.getMessage());
        int maybe = said.indexOf(" Maybe ");
        return new SurveyException(
                host.name() + ": " + (maybe < 0 ? said : said.substring(0, maybe)),
                maybe < 0 ? "Maybe it is down, or its address is wrong in hosts.yaml" : said.substring(maybe + 1),
                e);
    }

    /** Why a survey's script that failed has told nothing. */
    public static SurveyException unsurveyed(Host host, Result failed) {
        return new SurveyException(
                host.name() + " answered exit " + failed.exit() + " " + tail(failed.err()), "Maybe it has no POSIX sh");
    }

    /** The last lines of what a tool said, for a message: one line, no control characters. */
    public static String tail(String said) {
        List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
        String last = String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        String shown = Texts.STEERING.matcher(last).replaceAll("?");
        return shown.length() > 400 ? shown.substring(0, 400) + "…" : shown;
    }
}
