package io.evac.driver;

import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Guards;
import io.evac.migration.Waiter;
import java.time.Clock;
import java.util.List;

/** Two hosts of one platform and an instance that runs on the first: all that {@link DriverContract} knows of it. */
public interface Rig extends AutoCloseable {
    /** The driver and its guards, as one process has them. */
    record Platform(Driver driver, Guards guards) {}

    /** The same hosts, seen by a process that has just begun. */
    Platform platform();

    /** The instance where it runs at first. */
    InstanceRef instance();

    /** The other host. */
    HostName destination();

    Host host(HostName name);

    Clock clock();

    Waiter waiter();

    /** Where the instance runs, by the platform's own account: past guards and driver. */
    List<HostName> runningOn() throws Exception;

    /** Fails unless the copy in place there has all that the instance ever wrote, in order. */
    void assertWhole(HostName where) throws Exception;

    /** Somebody deletes the instance at its first host. */
    void vanish() throws Exception;

    /** Somebody takes the instance from the destination back to its first host, past Evac, and starts it there. */
    void bringBack() throws Exception;

    /** From now on writes may be given up on purpose. */
    void mayLose();

    /** The destination's host loses power: nothing runs there any more, and nothing starts by itself. */
    void powerOff() throws Exception;

    /** Somebody puts a stopped stranger of the same name onto the destination. */
    void occupy() throws Exception;

    /** Fails unless that stranger is as it was. */
    void assertOccupied() throws Exception;

    @Override
    void close() throws Exception;
}
