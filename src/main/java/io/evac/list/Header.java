package io.evac.list;

import io.evac.inventory.Texts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which column stands where. */
record Header(List<Column> order) {

    /** Reads the header row; every problem with it is fatal and is added to {@code problems}. */
    static Optional<Header> read(String file, RawRow row, List<ListProblem> problems) {
        int before = problems.size();
        List<Column> order = new ArrayList<>();
        Map<Column, RawRow.Cell> seen = new EnumMap<>(Column.class);
        for (RawRow.Cell cell : row.cells()) {
            Optional<Column> column = Column.named(cell.text());
            if (column.isEmpty()) {
                problems.add(
                        problem(file, cell, "EVAC-105", "unknown column " + Texts.quoted(cell.text()), remedy(cell)));
            } else if (seen.putIfAbsent(column.get(), cell) != null) {
                problems.add(problem(
                        file,
                        cell,
                        "EVAC-106",
                        "column " + column.get().word() + " stands twice, first in column "
                                + seen.get(column.get()).column(),
                        "Maybe remove one of them"));
            }
            column.ifPresent(order::add);
        }
        for (Column column : Column.values()) {
            if (column.required() && !seen.containsKey(column)) {
                problems.add(problem(
                        file,
                        row.cells().get(0),
                        "EVAC-104",
                        "the header lacks the column " + column.word(),
                        "Maybe start the file with a line like instance,host,destination"));
            }
        }
        return problems.size() == before ? Optional.of(new Header(List.copyOf(order))) : Optional.empty();
    }

    private static String remedy(RawRow.Cell cell) {
        return Column.nearest(cell.text())
                .map(c -> "Maybe " + c.word())
                .orElse(
                        "Maybe one of instance, host, destination, type, priority, downtime, cutover, group, owner, cpus,"
                                + " memory, disk");
    }

    private static ListProblem problem(String file, RawRow.Cell cell, String code, String message, String remedy) {
        return new ListProblem(file, cell.line(), cell.column(), true, code, message, remedy);
    }
}
