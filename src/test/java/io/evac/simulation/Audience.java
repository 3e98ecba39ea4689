package io.evac.simulation;

import io.evac.driver.simulated.Faults.Fault;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Journal.MoveRecord;

/** Who is told a story while it happens. */
interface Audience {
    /** A call leaves an orchestrator. */
    default void calls(InstanceRef ref, String call) {}

    /** Something goes wrong at a point. */
    default void fault(Kind kind, long point, String where) {}

    /** Something becomes of that call on its way, or of its host. */
    default void hinders(InstanceRef ref, String call, Fault fault) {}

    /** Something has happened to a copy on its host. */
    default void saw(InstanceRef ref, String what) {}

    /** A row is about to be written, or has been. */
    default void writes(Installation whose, MoveRecord record, String what, boolean after) {}

    /** Whatever else there is to tell. */
    default void says(String who, String what) {}

    /** Nobody wants to know. */
    Audience NOBODY = new Audience() {};
}
