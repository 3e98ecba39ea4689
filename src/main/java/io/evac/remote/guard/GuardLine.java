package io.evac.remote.guard;

import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardRefusedException.Reason;
import io.evac.migration.GuardUnreachableException;
import io.evac.remote.Command;
import io.evac.remote.RemoteException;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The line to one host's guard: installs its program on first contact, asks, and reads the answer. */
final class GuardLine {
    private static final System.Logger LOG = System.getLogger(GuardLine.class.getName());
    private static final int MAX_ANSWER = 1 << 16;

    private final HostName host;
    private final Shell shell;
    private final InstalledProgram script;
    private final String root;
    private final Set<String> provided = ConcurrentHashMap.newKeySet();
    private volatile boolean installed;

    GuardLine(HostName host, Shell shell, InstalledProgram script, String root) {
        if (!root.startsWith("/") || root.endsWith("/") || root.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("not a guard root: " + Texts.quoted(root)
                    + ". Maybe give an absolute path without a slash at its end");
        }
        this.host = host;
        this.shell = shell;
        this.script = script;
        this.root = root;
    }

    String root() {
        return root;
    }

    /** A command that runs a verb; the program is there when this returns. */
    List<String> words(String verb, List<String> arguments) {
        if (arguments.stream().anyMatch(a -> a.indexOf('\n') >= 0 || a.indexOf('\r') >= 0)) {
            throw new IllegalArgumentException(
                    "an argument for the guard holds a line break. Maybe put it into a script");
        }
        if (!installed) {
            install(script);
            installed = true;
        }
        List<String> words = new ArrayList<>(List.of("sh", script.path(root), verb));
        words.addAll(arguments);
        return words;
    }

    /**
     * Asks and awaits the answer.
     *
     * @param effects whether the verb changes anything
     */
    Answer ask(String verb, List<String> arguments, byte[] stdin, Duration timeout, boolean effects) {
        Command command = new Command(words(verb, arguments), stdin, timeout, MAX_ANSWER);
        Result result = run(command, effects);
        Answer answer;
        try {
            answer = Answer.parse(result.exit(), result.stdout());
        } catch (Answer.UnreadableException e) {
            installed = false;
            provided.clear();
            throw unreadable(verb, e, result, effects);
        }
        if (answer.refused()) {
            throw refusal(verb, answer, effects);
        }
        if (!answer.message().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "guard of {0}, {1}: {2}", host, verb, answer.message());
        }
        return answer;
    }

    GuardUnreachableException unreadable(String verb, Answer.UnreadableException why, boolean effects) {
        return new GuardUnreachableException(
                "the guard of " + host + " gave no answer to " + verb + ": " + why.getMessage()
                        + ". Maybe a newer call ended it: ask it what it sees",
                effects,
                why);
    }

    private GuardUnreachableException unreadable(
            String verb, Answer.UnreadableException why, Result result, boolean effects) {
        String said = result.err().strip();
        return unreadable(
                verb,
                said.isEmpty()
                        ? why
                        : new Answer.UnreadableException(why.getMessage() + ", said " + Texts.quoted(said)),
                effects);
    }

    private RuntimeException refusal(String verb, Answer answer, boolean effects) {
        try {
            Reason reason = answer.reason();
            String what = "the guard of " + host + " refused " + verb + ": " + answer.message();
            if (!answer.hasFacts()) {
                return new GuardUnreachableException(what + ". Maybe run host doctor", false, null);
            }
            return new GuardRefusedException(reason, what + ". Maybe " + remedy(reason), answer.facts());
        } catch (Answer.UnreadableException e) {
            return unreadable(verb, e, effects);
        }
    }

    private static String remedy(Reason reason) {
        return switch (reason) {
            case STALE, FOREIGN -> "another orchestrator has taken over; look for it before going on";
            case STATE -> "it was done already, or undone; ask both hosts what they see";
            case RUNNING -> "wait until the instance has stopped";
            case REBOOTED -> "go back to a sync round: the source has started again";
            case CONFLICT -> "another run owns it, or something of that name must be moved away first";
            case HOST -> "run host doctor";
        };
    }

    /** Puts a driver's program there, once for each contact; its path. */
    String provide(InstalledProgram program) {
        String path = program.path(root);
        if (!provided.contains(path)) {
            install(program);
            provided.add(path);
        }
        return path;
    }

    private void install(InstalledProgram program) {
        Result result = run(program.install(root), false);
        if (!result.ok()) {
            throw new GuardUnreachableException(
                    program.fileName() + " cannot be installed on " + host + " in " + root + ": "
                            + InstalledProgram.meaning(result.exit())
                            + " " + Texts.quoted(said(result)) + ". Maybe check space and permissions there",
                    false,
                    null);
        }
    }

    /** Why an installation failed: the new program's own words, or those of the host's tools. */
    private static String said(Result result) {
        try {
            return Answer.parse(result.exit(), result.stdout()).message();
        } catch (Answer.UnreadableException noAnswer) {
            return result.err().strip();
        }
    }

    private Result run(Command command, boolean effects) {
        try {
            return shell.run(command);
        } catch (RemoteException e) {
            throw new GuardUnreachableException(
                    "the guard of " + host + " cannot be asked: " + e.getMessage(), effects && e.mayHaveRun(), e);
        }
    }
}
