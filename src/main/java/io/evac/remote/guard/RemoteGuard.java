package io.evac.remote.guard;

import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Texts;
import io.evac.migration.Definition;
import io.evac.migration.Guard;
import io.evac.migration.GuardFacts;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The guard of one host: a small program there, asked over its shell ({@code docs/guard.md}). Thread-safe. */
public final class RemoteGuard implements Guard {
    private static final byte[] NOTHING = new byte[0];

    /** A call may have to await the death of an older one (30 s) and one status (10 s) or two. */
    private static final Duration SHORT = Duration.ofSeconds(90);

    /** The same, and a platform's park or hold, which has 60 s. */
    private static final Duration PLATFORM = SHORT.plusSeconds(60);

    /** A start command has 120 s, then the instance 30 s to be seen running. */
    private static final Duration START = Duration.ofSeconds(300);

    private static final Duration DELETE = Duration.ofHours(1);

    /** The guard ends a hand-over when the stop's time is up, which is the definition's to say; a lost link ends the call. */
    private static final Duration HAND_OVER = Duration.ofDays(7);

    private final HostName host;
    private final GuardLine line;
    private final String authorizedKeys;
    private final Function<InstanceName, String> homes;
    private final String login;

    private final ReentrantLock hooking = new ReentrantLock();
    private boolean hookWanted;

    /** @param login who becomes root there by sudo; empty where the guard runs as the login itself */
    RemoteGuard(
            HostName host,
            GuardLine line,
            String authorizedKeys,
            Function<InstanceName, String> homes,
            String login,
            boolean hooks) {
        this.homes = homes;
        this.login = login;
        this.hookWanted = hooks;
        this.host = host;
        this.line = line;
        this.authorizedKeys = authorizedKeys;
    }

    /** The absolute directory of this guard. */
    public String root() {
        return line.root();
    }

    /** Where the parked or arriving copy of an instance lies. */
    public String away(InstanceName instance) {
        return line.root() + "/away/" + instance.value();
    }

    @Override
    public GuardFacts observe(InstanceName instance) {
        return facts("observe", line.ask("observe", named(instance), NOTHING, SHORT, false), false);
    }

    @Override
    public long highestEpoch() {
        Answer answer = line.ask("epoch", List.of(), NOTHING, SHORT, false);
        try {
            return answer.number("epoch");
        } catch (Answer.UnreadableException e) {
            throw line.unreadable("epoch", e, false);
        }
    }

    @Override
    public GuardFacts adopt(InstanceName instance, Ticket ticket) {
        return call("adopt", instance, ticket, PLATFORM);
    }

    @Override
    public GuardFacts open(InstanceName instance, Ticket ticket, Definition definition) {
        wantHook();
        return call("open", instance, ticket, PLATFORM, GuardWords.of(definition));
    }

    @Override
    public GuardFacts reserve(InstanceName instance, Ticket ticket, Definition definition) {
        wantHook();
        return call("reserve", instance, ticket, PLATFORM, GuardWords.of(definition));
    }

    @Override
    public GuardFacts quiesce(InstanceName instance, Ticket ticket, int n, Duration budget) {
        return call("quiesce", instance, ticket, budget.plus(SHORT), "n=" + n, "budget=" + budget.toMillis());
    }

    @Override
    public GuardFacts handOver(InstanceName instance, Ticket ticket, int n, Duration budget) {
        return call("quiesce", instance, ticket, HAND_OVER, "n=" + n, "budget=" + budget.toMillis(), "over=1");
    }

    @Override
    public GuardFacts release(InstanceName instance, Ticket ticket, int n) {
        return call("release", instance, ticket, START, "n=" + n);
    }

    @Override
    public GuardFacts giveBack(InstanceName instance, Ticket ticket) {
        return call("giveback", instance, ticket, START);
    }

    @Override
    public GuardFacts seal(InstanceName instance, Ticket ticket, int n, String digest) {
        return call("seal", instance, ticket, SHORT, "n=" + n, "digest=" + digest);
    }

    @Override
    public GuardFacts revoke(InstanceName instance, Ticket ticket) {
        return call("revoke", instance, ticket, PLATFORM);
    }

    @Override
    public GuardFacts fence(InstanceName instance, Ticket ticket, int n) {
        return call("fence", instance, ticket, PLATFORM, "n=" + n);
    }

    @Override
    public GuardFacts activate(InstanceName instance, Ticket ticket, int n, boolean start) {
        return call("activate", instance, ticket, START, "n=" + n, GuardWords.begin(start));
    }

    @Override
    public GuardFacts unfence(InstanceName instance, Ticket ticket, boolean start) {
        return call("unfence", instance, ticket, START, GuardWords.begin(start));
    }

    @Override
    public boolean healthy(InstanceName instance, Duration timeout) {
        List<String> arguments = List.of(instance.value(), "timeout=" + GuardWords.seconds(timeout));
        Answer answer = line.ask("healthy", arguments, NOTHING, timeout.plus(SHORT), false);
        try {
            return answer.flag("healthy");
        } catch (Answer.UnreadableException e) {
            throw line.unreadable("healthy", e, false);
        }
    }

    @Override
    public GuardFacts finish(InstanceName instance, Ticket ticket) {
        return call("finish", instance, ticket, DELETE);
    }

    @Override
    public GuardFacts discard(InstanceName instance, Ticket ticket) {
        return call("discard", instance, ticket, DELETE);
    }

    /**
     * Has the instance's platform do what the word says, as an effect of the record that stands; for a driver whose copies
     * are more than a directory. The platform must bear the same word again.
     *
     * @param longest after that the platform is stopped, and the call fails
     */
    public GuardFacts step(InstanceName instance, Ticket ticket, String word, Duration longest) {
        return call(
                "step",
                instance,
                ticket,
                longest.plus(SHORT),
                "word=" + word,
                "timeout=" + GuardWords.seconds(longest));
    }

    /** Puts a driver's program beside the guard, if it is not there. Its absolute path: named by its digest. */
    public String provide(InstalledProgram program) {
        return line.provide(program);
    }

    /**
     * A command for {@code Shell.open}: runs {@code argv} in the arriving copy as the one receiver of the ticket's
     * attempt, standard streams passed through. A newer call ends it. It exits 10, with the guard's answer on its
     * standard output, when the guard refuses.
     */
    public Command receiveCommand(InstanceName instance, Ticket ticket, List<String> argv) {
        List<String> arguments = arguments(instance, ticket);
        arguments.add("--");
        arguments.addAll(argv);
        return Command.of(line.words("receive", arguments));
    }

    /** Lets the holder of a one-time key connect until it expires, only to be the receiver of the ticket's attempt. */
    public void grant(InstanceName instance, Ticket ticket, Grant grant) {
        List<String> arguments = arguments(instance, ticket);
        arguments.add("from=" + grant.from());
        arguments.add("expires=" + grant.expires().getEpochSecond());
        grant.tar().forEach(word -> arguments.add("tar=" + word));
        grant.sockets().forEach(path -> arguments.add("socket=" + path));
        addKeysFile(arguments);
        byte[] key = (grant.publicKeyLine().strip() + "\n").getBytes(StandardCharsets.UTF_8);
        line.ask("grant", arguments, key, SHORT, true);
    }

    /** Removes every key that was granted to this owner for this instance, and expired ones of anybody. Idempotent. */
    public void ungrant(InstanceName instance, String owner) {
        List<String> arguments = new ArrayList<>(List.of(instance.value(), "owner=" + owner));
        addKeysFile(arguments);
        line.ask("ungrant", arguments, NOTHING, SHORT, true);
    }

    /** What the guard finds on its host: tools, time of a durable write, space, clock. Keys as in docs/guard.md. */
    public Map<String, String> doctor() {
        return line.ask("doctor", List.of(), NOTHING, SHORT, false).values();
    }

    /** Makes the host run the guard at boot; idempotent. {@link Hook#installed} tells whether it could. */
    public Hook installHook() {
        return hook("hook-install", true);
    }

    /**
     * Before the first instance comes under this guard: without the hook a reboot in the middle of a cutover leaves it
     * down. A host that does not let this login install one keeps its instances all the same; the doctor says so.
     */
    private void wantHook() {
        hooking.lock();
        try {
            if (hookWanted) {
                installHook();
                hookWanted = false;
            }
        } catch (GuardRefusedException notAllowed) {
            hookWanted = false;
        } catch (GuardUnreachableException silent) {
            // The call that follows says so, and the next one tries this again.
            hookWanted = true;
        } finally {
            hooking.unlock();
        }
    }

    public Hook hookStatus() {
        return hook("hook-status", false);
    }

    private Hook hook(String verb, boolean effects) {
        Answer answer = line.ask(verb, List.of(), NOTHING, SHORT, effects);
        Map<String, String> values = answer.values();
        try {
            return new Hook(
                    values.getOrDefault("hook", "none"), answer.flag("installed"), values.getOrDefault("why", ""));
        } catch (Answer.UnreadableException e) {
            throw line.unreadable(verb, e, effects);
        }
    }

    private GuardFacts call(String verb, InstanceName instance, Ticket ticket, Duration timeout, String... more) {
        List<String> arguments = named(instance);
        arguments.addAll(GuardWords.of(ticket));
        arguments.addAll(List.of(more));
        return facts(verb, line.ask(verb, arguments, NOTHING, timeout, true), true);
    }

    private GuardFacts facts(String verb, Answer answer, boolean effects) {
        try {
            return answer.facts();
        } catch (Answer.UnreadableException e) {
            throw line.unreadable(verb, e, effects);
        }
    }

    private void addKeysFile(List<String> arguments) {
        if (!authorizedKeys.isEmpty()) {
            arguments.add("authorizedkeys=" + authorizedKeys);
        }
        if (!login.isEmpty()) {
            arguments.add("login=" + login);
        }
    }

    private static List<String> arguments(InstanceName instance, Ticket ticket) {
        List<String> arguments = new ArrayList<>(List.of(instance.value()));
        arguments.addAll(GuardWords.of(ticket));
        return arguments;
    }

    /** The instance, and where it is in place when no record tells. */
    private List<String> named(InstanceName instance) {
        List<String> arguments = new ArrayList<>(List.of(instance.value()));
        String home = homes.apply(instance);
        if (!home.isEmpty()) {
            arguments.add("place=" + home);
        }
        return arguments;
    }

    @Override
    public String toString() {
        return "guard of " + host + " in " + Texts.quoted(line.root());
    }
}
