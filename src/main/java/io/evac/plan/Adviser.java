package io.evac.plan;

import java.util.List;

/** Says before anything runs what stands against a move; read-only, and all of it at once. Thread-safe. */
public interface Adviser {
    /** Everything against the move; empty when nothing is. A host that does not answer is an objection too. */
    List<Objection> objections(Move move);
}
