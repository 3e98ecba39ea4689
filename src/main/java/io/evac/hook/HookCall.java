package io.evac.hook;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a hook is told.
 *
 * @param run the run's id
 * @param host that is left; of a cutover the one on which the instance runs before it
 * @param cutover empty where it is about a host
 * @param outcome empty before something; behind it the state of the move, or of a host {@code done}, or {@code incomplete}
 *     where an instance of the plan is there still
 */
public record HookCall(HookPoint at, String run, String host, Optional<Cutover> cutover, Optional<String> outcome) {
    /**
     * Of which instance.
     *
     * @param move its id
     * @param to where it goes; behind the cutover {@link HookCall#outcome} says what became of that
     */
    public record Cutover(String move, String instance, String to) {}

    /** By name, in the order in which they are told. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("hook", at.word());
        facts.put("run", run);
        facts.put("host", host);
        cutover.ifPresent(it -> {
            facts.put("move", it.move());
            facts.put("instance", it.instance());
            facts.put("to", it.to());
        });
        outcome.ifPresent(word -> facts.put("outcome", word));
        return facts;
    }

    /** The same for a command: {@code EVAC_HOOK}, {@code EVAC_RUN} … */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        facts().forEach((name, value) -> environment.put("EVAC_" + name.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    /** For people. */
    public String words() {
        return at.word()
                + cutover.map(it -> " of " + host + "/" + it.instance()).orElse(" " + host)
                + outcome.map(word -> " (" + word + ")").orElse("");
    }
}
