package io.evac.report;

import java.util.ArrayList;
import java.util.List;

/** Columns side by side, as wide as their widest cell. Cells are made harmless for terminals. */
public final class TextTable {
    private static final String GAP = "  ";
    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    public TextTable(String indent) {
        this.indent = indent;
    }

    /** A row; the last cell of a row never widens its column. */
    public TextTable row(String... cells) {
        rows.add(List.of(cells).stream().map(Plain::line).toList());
        return this;
    }

    /** The table, every line ended by a line feed; trailing blanks cut. */
    public String text() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size() - 1; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i));
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths[i] - width(row.get(i))));
                }
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
