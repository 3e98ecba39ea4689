package io.evac.inventory;

/**
 * One thing that is wrong with a file an operator wrote.
 *
 * @param line 1-based
 * @param column 1-based
 * @param remedy starts with "Maybe"
 */
public record FileProblem(String file, int line, int column, String message, String remedy) {
    /** {@code file:line:column: message. Maybe …} */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message + ". " + remedy;
    }
}
