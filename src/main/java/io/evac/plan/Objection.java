package io.evac.plan;

/**
 * What a driver has against a move.
 *
 * @param code stable: {@code EVAC-nnn}
 * @param remedy starts with "Maybe"
 * @param against what of the move it stands against
 */
public record Objection(Severity severity, String code, String reason, String remedy, Against against) {
    /** How grave it is: an {@code ERROR} refuses the move, unless its code was accepted by the operator. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** What would have to be another for the objection to be void. */
    public enum Against {
        /** Nothing: the instance itself cannot be moved as it is. */
        ALL,
        /** Its destination: the instance may go elsewhere. */
        PLACE,
        /** Its type: by another the same instance may go there. */
        TYPE,
        /** Its type at its destination: by another it may go there, and by the same elsewhere. */
        TYPE_THERE
    }

    /** Against the move, by whatever type and to whatever place. */
    public Objection(Severity severity, String code, String reason, String remedy) {
        this(severity, code, reason, remedy, Against.ALL);
    }

    /** The same against its type alone. */
    public Objection againstItsType() {
        return new Objection(severity, code, reason, remedy, Against.TYPE);
    }

    /** The same, and void at another destination. */
    public Objection againstItsPlace() {
        return new Objection(severity, code, reason, remedy, ofType() ? Against.TYPE_THERE : Against.PLACE);
    }

    boolean ofType() {
        return against == Against.TYPE || against == Against.TYPE_THERE;
    }

    boolean ofPlace() {
        return against == Against.PLACE || against == Against.TYPE_THERE;
    }
}
