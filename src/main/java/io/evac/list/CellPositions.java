package io.evac.list;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import io.evac.list.RawRow.Cell;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects records from FastCSV and works out where each cell stands: the parser says what a cell holds and whether it
 * was quoted, and from that its width in the file follows exactly (each quote inside was doubled).
 */
final class CellPositions extends AbstractBaseCsvCallbackHandler<RawRow> {
    private List<Cell> cells = new ArrayList<>();
    private int startLine = 1;
    private int line = 1;
    private int column = 1;

    @Override
    protected void handleBegin(long startingLineNumber) {
        cells = new ArrayList<>();
        startLine = Math.toIntExact(startingLineNumber);
        line = startLine;
        column = 1;
    }

    @Override
    protected void handleField(int fieldIdx, char[] buf, int offset, int len, boolean quoted) {
        cells.add(new Cell(new String(buf, offset, len).strip(), line, column));
        column += quoted ? 1 : 0;
        for (int i = offset; i < offset + len; i++) {
            advance(buf, i, offset + len, quoted);
        }
        column += quoted ? 2 : 1;
    }

    private void advance(char[] buf, int i, int end, boolean quoted) {
        char c = buf[i];
        boolean crBeforeLf = c == '\r' && i + 1 < end && buf[i + 1] == '\n';
        if (c == '\n' || c == '\r' && !crBeforeLf) {
            line++;
            column = 1;
        } else if (!Character.isLowSurrogate(c) && !crBeforeLf) {
            column += quoted && c == '"' ? 2 : 1;
        }
    }

    @Override
    protected @Nullable RawRow buildRecord() {
        return new RawRow(startLine, cells);
    }

    /** The line in which the record that is being read started. */
    int startLine() {
        return startLine;
    }
}
