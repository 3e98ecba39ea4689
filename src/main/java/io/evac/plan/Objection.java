package io.evac.plan;

/**
 * What a driver has against a move.
 *
 * @param code stable: {@code EVAC-nnn}
 * @param remedy starts with "Maybe"
 */
public record Objection(Severity severity, String code, String reason, String remedy) {
    /** How grave it is: an {@code ERROR} refuses the move, unless its code was accepted by the operator. */
    public enum Severity {
        ERROR,
        WARNING
    }
}
