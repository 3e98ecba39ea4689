package io.evac.hook;

import java.time.Duration;
import java.util.Optional;

/** Calls hooks by the names that the daemon's configuration gives them. Thread-safe. */
public interface HookCaller {
    /** Why it could not be called, with a remedy; empty when it could. */
    Optional<String> obstacle(String name);

    /** Calls it and waits, within its time; empty when it has done its work, else how it failed, in one line. Never throws. */
    Optional<String> call(String name, HookCall call);

    /** What it may take at most; zero for one that is not configured. */
    Duration longest(String name);
}
