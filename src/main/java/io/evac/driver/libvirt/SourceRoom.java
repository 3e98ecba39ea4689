package io.evac.driver.libvirt;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Host;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import java.util.List;

/**
 * Whether a host has room for what a move needs at home while its domain runs there: what it writes between rounds, and its
 * memory where that is saved. Where there is none, QEMU pauses the guest, outside any cutover.
 *
 * @param free bytes where its images lie
 */
record SourceRoom(Host from, Domain domain, Move move, long free) {
    /** Of what its disks occupy; a guess at what is written anew from round to round, on the safe side. */
    private static final int PERCENT = 5;

    /** So much in any case. {@code platform.sh} itself begins a layer with a quarter of it: a plan may be old. */
    private static final long LEAST = 64L << 20;

    void into(List<Objection> objections) {
        if (!domain.running() || domain.shared() || move.type().equals(MigrationType.COLD)) {
            return;
        }
        long layers = Math.max(LEAST, move.need().disk().bytes() / 100 * PERCENT);
        long memory = move.type().equals(MigrationType.WARM)
                ? domain.definition().memory().bytes()
                : 0;
        if (free < layers + memory) {
            String what = memory > 0 ? "its memory and what it writes meanwhile" : "what it writes meanwhile";
            objections.add(ObjectionCode.NO_ROOM
                    .error(
                            move.instance() + ": " + what + " may need " + new ByteSize(layers + memory) + ", and "
                                    + from.name() + " has " + new ByteSize(free) + " free beside its images",
                            "Maybe make room there, or move it cold")
                    .againstItsType());
        }
    }
}
