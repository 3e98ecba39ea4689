package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.inventory.HostName;
import io.evac.list.EvacuationList;
import io.evac.list.EvacuationList.RefusedRow;
import io.evac.list.ListParser;
import io.evac.list.ListProblem;
import io.evac.list.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/** Evacuation lists: every row is a row or a refusal, and every problem says where it is. */
@Timeout(10)
class ListFuzzTest {
    private static final ListParser ANY = new ListParser();
    private static final ListParser KNOWN = new ListParser(Set.of(new HostName("alpha"), new HostName("beta")));

    @FuzzTest
    void list(byte[] content) {
        for (ListParser parser : List.of(ANY, KNOWN)) {
            EvacuationList list = parser.parse("l.csv", content);
            Optional<String> text = Places.utf8(content);
            Optional<Places> places = text.map(Places::ofList);
            for (ListProblem problem : list.problems()) {
                Harmless.advice(problem.toString());
                places.ifPresent(file -> file.check(problem.line(), problem.column()));
            }
            for (RefusedRow refused : list.refused()) {
                Harmless.message(refused.instance() + refused.host());
            }
            if (!list.rejected()) {
                complete(text.orElseThrow(), list);
            }
        }
    }

    private static void complete(String text, EvacuationList list) {
        int answers = list.rows().size() + list.refused().size();
        int records = Records.count(text) - 1;
        if (answers != records) {
            throw new AssertionError(records + " records, " + answers + " answers");
        }
        Set<Integer> lines = new HashSet<>();
        list.rows().stream().map(Row::line).forEach(lines::add);
        list.refused().stream().map(RefusedRow::line).forEach(lines::add);
        if (lines.size() != answers) {
            throw new AssertionError(answers + " answers on " + lines.size() + " lines");
        }
        if (list.refused().stream().anyMatch(refused -> refused.problems().isEmpty())) {
            throw new AssertionError("a row is refused without a reason");
        }
    }
}
