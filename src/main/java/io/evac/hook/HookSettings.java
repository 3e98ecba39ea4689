package io.evac.hook;

import java.util.List;
import java.util.Optional;

/**
 * One hook of {@code evac.hooks}: exactly one of command and webhook is there.
 *
 * @param command an argument vector; its program by an absolute path
 * @param webhook a URL
 * @param timeout a duration as {@link io.evac.inventory.Durations} reads it; 30 s where it is left out
 */
record HookSettings(Optional<List<String>> command, Optional<String> webhook, Optional<String> timeout) {}
