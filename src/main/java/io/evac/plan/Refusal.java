package io.evac.plan;

/**
 * Why a row does not become a move.
 *
 * @param row the line of the list, 1-based
 * @param instance as the list spells it, {@code *} included
 * @param host as the list spells it
 * @param code stable: {@code EVAC-nnn}
 * @param remedy starts with "Maybe"
 */
public record Refusal(int row, String instance, String host, String code, String reason, String remedy) {
    /** Whether its host is one that whoever planned may not use. */
    public boolean beyond() {
        return code.equals(Codes.HOST_BEYOND);
    }
}
