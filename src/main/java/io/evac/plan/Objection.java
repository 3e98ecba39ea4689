package io.evac.plan;

/**
 * What a driver has against a move.
 *
 * @param code stable: {@code EVAC-nnn}
 * @param remedy starts with "Maybe"
 * @param ofType whether it stands against the type of the move alone: by another type the same instance may go there
 */
public record Objection(Severity severity, String code, String reason, String remedy, boolean ofType) {
    /** How grave it is: an {@code ERROR} refuses the move, unless its code was accepted by the operator. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** Against the move, by whatever type. */
    public Objection(Severity severity, String code, String reason, String remedy) {
        this(severity, code, reason, remedy, false);
    }

    /** The same against its type alone. */
    public Objection againstItsType() {
        return new Objection(severity, code, reason, remedy, true);
    }
}
