package io.evac.list;

import io.evac.inventory.ByteSize;
import io.evac.inventory.Durations;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Texts;
import io.evac.list.RawRow.Cell;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns the cells of one row into a {@link Row}, or into everything that is wrong with it. */
final class RowReader {
    /** No name, time, size or address of the contract is longer. */
    private static final int LONGEST_CELL = 4096;

    private static final int MOST_CPUS = 8192;
    private static final Duration LONGEST_DOWNTIME = Duration.ofDays(7);
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z+-]{0,31}");
    private static final Pattern GROUP = Pattern.compile("(apart|together):([A-Za-z0-9][A-Za-z0-9._-]{0,63})");
    private static final Pattern MAIL = Pattern.compile("[^\\s@\"(),:;<>\\[\\\\\\]]{1,64}@[A-Za-z0-9.-]{1,253}");
    private static final Pattern HANDLE = Pattern.compile("@?[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");

    private final String file;
    private final Header header;
    private final Optional<Set<HostName>> known;

    RowReader(String file, Header header, Optional<Set<HostName>> known) {
        this.file = file;
        this.header = header;
        this.known = known;
    }

    /** What a row came to: exactly one of a row and a refusal. */
    record Answer(Optional<Row> row, Optional<EvacuationList.RefusedRow> refused) {}

    Answer read(RawRow raw) {
        List<ListProblem> problems = new ArrayList<>();
        Map<Column, Cell> cells = cells(raw, problems);
        Row row = row(raw, cells, problems);
        if (problems.isEmpty()) {
            return new Answer(Optional.of(row), Optional.empty());
        }
        return new Answer(
                Optional.empty(),
                Optional.of(new EvacuationList.RefusedRow(
                        raw.line(), shown(cells, Column.INSTANCE), shown(cells, Column.HOST), problems)));
    }

    private static String shown(Map<Column, Cell> cells, Column column) {
        String text = cells.containsKey(column) ? cells.get(column).text() : "";
        String quoted = Texts.quoted(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private Map<Column, Cell> cells(RawRow raw, List<ListProblem> problems) {
        if (raw.cells().size() != header.order().size()) {
            Cell at = raw.cells().size() > header.order().size()
                    ? raw.cells().get(header.order().size())
                    : raw.end();
            problems.add(problem(
                    at,
                    "EVAC-110",
                    "the row has " + raw.cells().size() + " cells, the header "
                            + header.order().size(),
                    "Maybe a comma is missing, or a text with a comma needs quotes"));
        }
        Map<Column, Cell> cells = new EnumMap<>(Column.class);
        for (int i = 0; i < Math.min(raw.cells().size(), header.order().size()); i++) {
            Cell cell = raw.cells().get(i);
            if (cell.text().length() > LONGEST_CELL) {
                problems.add(problem(
                        cell,
                        "EVAC-124",
                        "a cell of " + cell.text().length() + " characters",
                        "Maybe a quote is not closed; a cell holds at most " + LONGEST_CELL));
            } else if (cell.text().chars().anyMatch(Character::isISOControl)) {
                problems.add(problem(
                        cell,
                        "EVAC-107",
                        "a control character in " + Texts.quoted(cell.text()),
                        "Maybe the file was damaged, or a quote spans two lines"));
            } else {
                cells.put(header.order().get(i), cell);
            }
        }
        return cells;
    }

    /** The row; meaningful only when no problem was added. */
    private Row row(RawRow raw, Map<Column, Cell> cells, List<ListProblem> problems) {
        Cells in = new Cells(raw, cells, problems);
        Optional<String> instance = in.required(Column.INSTANCE, "EVAC-112", text -> {
            if (!text.equals("*")) {
                new InstanceName(text);
            }
            return text;
        });
        Optional<HostName> host = in.required(Column.HOST, "EVAC-113", text -> knownHost(text, "EVAC-201"));
        Optional<HostName> destination = in.optional(Column.DESTINATION, "EVAC-115", text -> {
            HostName name = knownHost(text, "EVAC-215");
            if (host.filter(name::equals).isPresent()) {
                throw new CellException(
                        "EVAC-216", "the destination " + name + " is the host itself. Maybe leave the cell empty");
            }
            return name;
        });
        return new Row(
                raw.line(),
                instance.filter(InstanceName::isValid).map(InstanceName::new),
                host.orElse(PLACEHOLDER),
                destination,
                in.optional(Column.TYPE, "EVAC-116", RowReader::type).orElse("auto"),
                in.optional(Column.PRIORITY, "EVAC-117", RowReader::priority).orElse(0),
                in.optional(Column.DOWNTIME, "EVAC-118", RowReader::downtime),
                in.optional(Column.CUTOVER, "EVAC-119", RowReader::cutover),
                in.optional(Column.GROUP, "EVAC-120", RowReader::group),
                in.optional(Column.OWNER, "EVAC-121", RowReader::owner),
                in.optional(Column.CPUS, "EVAC-122", RowReader::cpus),
                in.optional(Column.MEMORY, "EVAC-122", RowReader::size),
                in.optional(Column.DISK, "EVAC-122", RowReader::size));
    }

    /** Stands where a host is missing; such a row has a problem and is never used. */
    private static final HostName PLACEHOLDER = new HostName("missing");

    private ListProblem problem(Cell at, String code, String message, String remedy) {
        return new ListProblem(file, at.line(), at.column(), false, code, message, remedy);
    }

    /** Reads cells and turns what their readers throw into problems. */
    private final class Cells {
        private final RawRow raw;
        private final Map<Column, Cell> cells;
        private final List<ListProblem> problems;

        Cells(RawRow raw, Map<Column, Cell> cells, List<ListProblem> problems) {
            this.raw = raw;
            this.cells = cells;
            this.problems = problems;
        }

        <T> Optional<T> required(Column column, String code, Function<String, T> reader) {
            Cell cell = cells.get(column);
            if (problems.isEmpty() && (cell == null || cell.text().isEmpty())) {
                problems.add(problem(
                        cell == null ? raw.end() : cell,
                        "EVAC-111",
                        "the " + column.word() + " is missing",
                        "Maybe fill the cell, or delete the row"));
            }
            return optional(column, code, reader);
        }

        <T> Optional<T> optional(Column column, String code, Function<String, T> reader) {
            Cell cell = cells.get(column);
            if (cell == null || cell.text().isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(reader.apply(cell.text()));
            } catch (IllegalArgumentException wrong) {
                String[] said = String.valueOf(wrong.getMessage()).split("\\. Maybe ", 2);
                String own = wrong instanceof CellException named ? named.code : code;
                problems.add(
                        problem(cell, own, said[0], said.length == 2 ? "Maybe " + said[1] : "Maybe correct the cell"));
                return Optional.empty();
            }
        }
    }

    /** A cell in good form that the planner would refuse too: under the planner's code. */
    private static final class CellException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final String code;

        CellException(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    private HostName knownHost(String text, String unknown) {
        HostName name = new HostName(text);
        if (known.isPresent() && !known.get().contains(name)) {
            throw new CellException(
                    unknown, "host " + name + " is not in hosts.yaml. Maybe add it there, or correct the name");
        }
        return name;
    }

    private static String type(String text) {
        if (!TYPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a migration type: " + Texts.quoted(text)
                    + ". Maybe auto, cold, semi-live, warm, live or live+block");
        }
        return text;
    }

    private static int priority(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "not a priority: " + Texts.quoted(text) + ". Maybe a whole number; higher goes first", notANumber);
        }
    }

    private static Duration downtime(String text) {
        Duration time = Durations.parse(text);
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST_DOWNTIME) > 0) {
            throw new IllegalArgumentException(
                    "a downtime budget of " + Texts.quoted(text) + ". Maybe something from 1s to 7d");
        }
        return time;
    }

    private static Row.Cutover cutover(String text) {
        try {
            return text.matches(".*([zZ]|[+-]\\d\\d(:?\\d\\d)?)")
                            && text.toUpperCase(java.util.Locale.ROOT).contains("T")
                    ? new Row.Cutover(Optional.of(OffsetDateTime.parse(text)), Optional.empty())
                    : new Row.Cutover(Optional.empty(), Optional.of(LocalDateTime.parse(text)));
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "not a time: " + Texts.quoted(text)
                            + ". Maybe 2026-12-05T23:30+01:00, or 2026-12-05T23:30 in the window's zone",
                    notATime);
        }
    }

    private static Row.Group group(String text) {
        var form = GROUP.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "not a group: " + Texts.quoted(text) + ". Maybe apart:NAME or together:NAME");
        }
        return new Row.Group(form.group(1).equals("apart"), form.group(2));
    }

    private static String owner(String text) {
        boolean good = text.indexOf('@') > 0
                ? MAIL.matcher(text).matches()
                : HANDLE.matcher(text).matches();
        if (!good) {
            throw new IllegalArgumentException(
                    "not an owner: " + Texts.quoted(text) + ". Maybe an e-mail address or a handle");
        }
        return text;
    }

    private static int cpus(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_CPUS) {
            throw new IllegalArgumentException(
                    "not a number of CPUs: " + Texts.quoted(text) + ". Maybe a whole number from 1 to " + MOST_CPUS);
        }
        return Integer.parseInt(text);
    }

    private static ByteSize size(String text) {
        if (text.matches("[\\d.]+")) {
            throw new IllegalArgumentException(
                    "a size without its unit: " + Texts.quoted(text) + ". Maybe " + text + "MiB or " + text + "GiB");
        }
        ByteSize size = ByteSize.parse(text);
        if (size.bytes() == 0) {
            throw new IllegalArgumentException("a size of nothing. Maybe leave the cell empty to keep the size");
        }
        return size;
    }
}
