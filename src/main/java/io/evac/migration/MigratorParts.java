package io.evac.migration;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import java.time.Clock;
import java.util.function.Function;

/**
 * What a {@link Migrator} works with.
 *
 * @param hosts the host of a name
 * @param carriers the driver of a host
 * @param slots the one queue for transfers
 * @param clock measures; no one steps it
 * @param wall for times that other processes and people compare with theirs
 * @param beforeStop asked before every stop but that of a reversal, which cannot wait, and of a discard
 */
public record MigratorParts(
        Function<HostName, Host> hosts,
        Function<Host, Carrier> carriers,
        Guards guards,
        Verifier verifier,
        Journal journal,
        Slots slots,
        Progress progress,
        Clock clock,
        Clock wall,
        Waiter waiter,
        BeforeStop beforeStop) {}
