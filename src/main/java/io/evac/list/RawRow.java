package io.evac.list;

import java.util.List;

/**
 * One record of the CSV as it stands in the file.
 *
 * @param line where it starts, 1-based
 */
record RawRow(int line, List<Cell> cells) {
    /** A cell's text without surrounding blanks, and where it starts. */
    record Cell(String text, int line, int column) {}

    /** Where the row ends: the place to point at when something is missing. */
    Cell end() {
        return cells.get(cells.size() - 1);
    }
}
