package io.evac.list;

/**
 * One thing that is wrong with a list.
 *
 * @param line 1-based, counting physical lines of the file
 * @param column 1-based, counting code points in the line
 * @param fatal whether the whole file is rejected (header, encoding, quoting); otherwise only its row
 * @param code stable: {@code EVAC-1nn}, or the planner's where it would say the same
 * @param remedy starts with "Maybe"
 */
public record ListProblem(
        String file, int line, int column, boolean fatal, String code, String message, String remedy) {
    /** {@code file:line:column: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message + ". " + remedy + " [" + code + "]";
    }
}
