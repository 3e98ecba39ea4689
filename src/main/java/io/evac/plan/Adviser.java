package io.evac.plan;

import java.util.List;
import java.util.Set;

/** Says before anything runs what stands against a move; read-only, and all of it at once. Thread-safe. */
public interface Adviser {
    /** Everything against the move; empty when nothing is. A host that does not answer is an objection too. */
    List<Objection> objections(Move move);

    /** The codes of all objections that it may ever have: those that an operator can accept. */
    Set<String> codes();
}
