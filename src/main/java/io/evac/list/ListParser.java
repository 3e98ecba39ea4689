package io.evac.list;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.evac.inventory.HostName;
import io.evac.inventory.Texts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads evacuation lists: RFC 4180, UTF-8, BOM allowed, a header row, {@code #} lines are comments. Finds every problem
 * in one go; only a bad header, encoding or quoting rejects the file, everything else refuses its row. Thread-safe.
 */
public final class ListParser {
    private final Optional<Set<HostName>> known;

    private static final int MOST_ROWS = 100_000;
    private static final int MOST_REFUSED = 10_000;

    /** A parser that cannot know which hosts exist. */
    public ListParser() {
        this.known = Optional.empty();
    }

    /** A parser that refuses rows with hosts other than these. */
    public ListParser(Set<HostName> knownHosts) {
        this.known = Optional.of(Set.copyOf(knownHosts));
    }

    /**
     * Reads a whole list.
     *
     * @param file its name, for messages
     */
    public EvacuationList parse(String file, byte[] content) {
        List<Row> rows = new ArrayList<>();
        List<EvacuationList.RefusedRow> refused = new ArrayList<>();
        List<ListProblem> problems = new ArrayList<>();
        read(
                file,
                content,
                rows::add,
                row -> {
                    refused.add(row);
                    problems.addAll(row.problems());
                },
                problems::add);
        return new EvacuationList(file, rows, problems, refused);
    }

    /**
     * Reads a list row by row, for callers that work in chunks.
     *
     * @param rejected hears what rejects the file as a whole; rows heard before that must not be used
     */
    public void read(
            String file,
            byte[] content,
            Consumer<Row> rows,
            Consumer<EvacuationList.RefusedRow> refused,
            Consumer<ListProblem> rejected) {
        Optional<ListProblem> encoding = encodingProblem(file, content);
        if (encoding.isPresent()) {
            rejected.accept(encoding.get());
            return;
        }
        CellPositions positions = new CellPositions();
        try (CsvReader<RawRow> csv = CsvReader.builder()
                .commentStrategy(CommentStrategy.SKIP)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .detectBomHeader(true)
                .allowUnclosedQuote(false)
                .allowExtraCharsAfterClosingQuote(false)
                .build(positions, new ByteArrayInputStream(content), StandardCharsets.UTF_8)) {
            readRows(file, csv.iterator(), rows, refused, rejected);
        } catch (CsvParseException | java.io.IOException broken) {
            rejected.accept(new ListProblem(
                    file,
                    positions.startLine(),
                    1,
                    true,
                    "EVAC-103",
                    "the quoting of the row that starts here is broken (" + rootMessage(broken) + ")",
                    "Maybe a quote is not closed, or a quote inside a text is not doubled"));
        }
    }

    private void readRows(
            String file,
            Iterator<RawRow> records,
            Consumer<Row> rows,
            Consumer<EvacuationList.RefusedRow> refused,
            Consumer<ListProblem> rejected) {
        if (!records.hasNext()) {
            rejected.accept(new ListProblem(
                    file,
                    1,
                    1,
                    true,
                    "EVAC-101",
                    "the file is empty",
                    "Maybe start it with the header instance,host and one line for each instance"));
            return;
        }
        List<ListProblem> headerProblems = new ArrayList<>();
        Optional<Header> header = Header.read(file, records.next(), headerProblems);
        headerProblems.forEach(rejected);
        if (header.isEmpty()) {
            return;
        }
        RowReader reader = new RowReader(file, header.get(), known);
        Map<String, Integer> seen = new HashMap<>();
        int wrong = 0;
        for (int count = 1; records.hasNext(); count++) {
            RawRow raw = records.next();
            if (count > MOST_ROWS || wrong > MOST_REFUSED) {
                rejected.accept(tooMany(file, raw));
                return;
            }
            RowReader.Answer answer = reader.read(raw);
            Optional<EvacuationList.RefusedRow> no =
                    answer.refused().or(() -> answer.row().flatMap(row -> duplicate(file, raw, row, seen)));
            wrong += no.isPresent() ? 1 : 0;
            no.ifPresentOrElse(refused, () -> answer.row().ifPresent(rows));
        }
    }

    /** What one short row becomes in memory is a hundred times as long. */
    private static ListProblem tooMany(String file, RawRow raw) {
        return new ListProblem(
                file,
                raw.line(),
                1,
                true,
                "EVAC-125",
                "more than " + MOST_ROWS + " rows, or more than " + MOST_REFUSED + " with problems",
                "Maybe split the list, or it is another one than you meant");
    }

    private static Optional<EvacuationList.RefusedRow> duplicate(
            String file, RawRow raw, Row row, Map<String, Integer> seen) {
        Integer first = seen.putIfAbsent(row.host() + "/" + row.instanceText(), row.line());
        if (first == null) {
            return Optional.empty();
        }
        ListProblem problem = new ListProblem(
                file,
                raw.line(),
                1,
                false,
                "EVAC-203",
                Texts.quoted(row.instanceText()) + " of host " + row.host() + " stands in line " + first + " already",
                "Maybe delete one of the two rows");
        return Optional.of(new EvacuationList.RefusedRow(
                row.line(), row.instanceText(), row.host().value(), List.of(problem)));
    }

    private static Optional<ListProblem> encodingProblem(String file, byte[] content) {
        if (Utf8.looksWide(content)) {
            return Optional.of(new ListProblem(
                    file,
                    1,
                    1,
                    true,
                    "EVAC-102",
                    "the file is not UTF-8; it starts like UTF-16",
                    "Maybe save it as \"CSV UTF-8\""));
        }
        return Utf8.fault(content)
                .map(fault -> new ListProblem(
                        file,
                        fault.line(),
                        fault.column(),
                        true,
                        "EVAC-102",
                        String.format("the file is not UTF-8: byte 0x%02x", fault.value()),
                        "Maybe save it as \"CSV UTF-8\""));
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Texts.line(String.valueOf(root.getMessage()));
    }
}
