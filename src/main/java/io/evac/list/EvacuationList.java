package io.evac.list;

import java.util.List;

/**
 * A parsed list: its valid rows and everything that is wrong with it, in file order.
 *
 * @param file its name, for people
 * @param refused the lines whose rows were refused, with what they say, in file order
 */
public record EvacuationList(String file, List<Row> rows, List<ListProblem> problems, List<RefusedRow> refused) {
    /** A row that has a problem: enough to answer for it. */
    public record RefusedRow(int line, String instance, String host, List<ListProblem> problems) {
        public RefusedRow {
            problems = List.copyOf(problems);
        }
    }

    public EvacuationList {
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
        refused = List.copyOf(refused);
    }

    /** Whether the file as a whole cannot be used. */
    public boolean rejected() {
        return problems.stream().anyMatch(ListProblem::fatal);
    }
}
