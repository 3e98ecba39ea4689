package io.evac.report;

import java.util.Optional;

/** RFC 4180 rows; a cell that a spreadsheet would run as a formula gets an apostrophe in front. */
public final class CsvTable {
    private static final String FORMULA_STARTS = "=+-@\t\r";
    private final StringBuilder text = new StringBuilder();

    /** A row; numbers and texts, an empty Optional is an empty cell. */
    public CsvTable row(Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            text.append(i == 0 ? "" : ",").append(cell(cells[i]));
        }
        text.append("\r\n");
        return this;
    }

    public String text() {
        return text.toString();
    }

    private static String cell(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(CsvTable::cell).orElse("");
        }
        String plain = value.toString();
        if (value instanceof Number || value instanceof Boolean) {
            return plain;
        }
        String safe = !plain.isEmpty() && FORMULA_STARTS.indexOf(plain.charAt(0)) >= 0 ? "'" + plain : plain;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
