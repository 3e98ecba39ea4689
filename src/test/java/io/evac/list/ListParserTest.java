package io.evac.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.ByteSize;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListParserTest {
    private static final String HEADER = "instance,host\n";
    private final ListParser parser = new ListParser();

    private EvacuationList parse(String text) {
        return parser.parse("l.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryColumnOfTheContract() {
        EvacuationList list = parse("""
                # rack 7
                instance,host,destination,type,priority,downtime,cutover,group,owner,cpus,memory,disk
                web-01,alpha,beta,semi-live,5,30s,2026-12-05T23:30+01:00,apart:web,ops@example.org,2,4GiB,10GiB
                *,gamma,,,,,2026-12-05T23:30,,@team,,,
                """);
        assertThat(list.problems()).isEmpty();
        Row full = list.rows().get(0);
        assertThat(full.line()).isEqualTo(3);
        assertThat(full.instance()).contains(new InstanceName("web-01"));
        assertThat(full.destination()).contains(new HostName("beta"));
        assertThat(full.type()).isEqualTo("semi-live");
        assertThat(full.priority()).isEqualTo(5);
        assertThat(full.downtime()).contains(Duration.ofSeconds(30));
        assertThat(full.cutover().orElseThrow().instant()).contains(OffsetDateTime.parse("2026-12-05T23:30+01:00"));
        assertThat(full.group()).contains(new Row.Group(true, "web"));
        assertThat(full.cpus()).contains(2);
        assertThat(full.memory()).contains(ByteSize.parse("4GiB"));
        Row all = list.rows().get(1);
        assertThat(all.instance()).isEmpty();
        assertThat(all.instanceText()).isEqualTo("*");
        assertThat(all.type()).isEqualTo("auto");
        assertThat(all.cutover().orElseThrow().local()).contains(LocalDateTime.parse("2026-12-05T23:30"));
        assertThat(all.owner()).contains("@team");
    }

    @Test
    void acceptsAByteOrderMarkAndWindowsLineEnds() {
        EvacuationList list = parse("\uFEFFinstance,host\r\na,alpha\r\n");
        assertThat(list.problems()).isEmpty();
        assertThat(list.rows()).hasSize(1);
        assertThat(list.rows().get(0).line()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b,alpha                       | EVAC-112 | 1",
                "$(reboot),alpha                 | EVAC-112 | 1",
                "-rf,alpha                       | EVAC-112 | 1",
                "a,al pha                        | EVAC-113 | 3",
                "a,alpha,al pha                  | EVAC-115 | 9",
                "a,alpha,alpha                   | EVAC-216 | 9",
                "a,alpha,,FAST!                  | EVAC-116 | 10",
                "a,alpha,,,high                  | EVAC-117 | 11",
                "a,alpha,,,,30                   | EVAC-118 | 12",
                "a,alpha,,,,0s                   | EVAC-118 | 12",
                "a,alpha,,,,,tomorrow            | EVAC-119 | 13",
                "a,alpha,,,,,2026-02-30T10:00    | EVAC-119 | 13",
                "a,alpha,,,,,,near:web           | EVAC-120 | 14",
                "a,alpha,,,,,,,a@b@c             | EVAC-121 | 15",
                "a,alpha,,,,,,,,0                | EVAC-122 | 16",
                "a,alpha,,,,,,,,,4Gib            | EVAC-122 | 17",
                "a,alpha,,,,,,,,,,99999999PiB    | EVAC-122 | 18",
                ",alpha                          | EVAC-111 | 1",
                "a,                              | EVAC-111 | 3",
            })
    void refusesTheRowAndPointsAtTheCell(String row, String code, int column) {
        String padded =
                row + ",".repeat(11 - (int) row.chars().filter(c -> c == ',').count());
        EvacuationList list =
                parse("instance,host,destination,type,priority,downtime,cutover,group,owner,cpus,memory,disk\n" + padded
                        + "\ngood,alpha,,,,,,,,,,\n");
        assertThat(list.rejected()).isFalse();
        assertThat(list.rows()).extracting(Row::instanceText).containsExactly("good");
        assertThat(list.refused()).hasSize(1);
        ListProblem problem = list.problems().get(0);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(column);
        assertThat(problem.remedy()).startsWith("Maybe ");
        assertThat(problem.toString()).startsWith("l.csv:2:" + column + ": ");
    }

    @Test
    void findsAllProblemsOfAllRowsAtOnce() {
        EvacuationList list = parse("instance,host,priority,downtime\na b,alpha,x,30\nc,alpha,1\nd,alpha,1,5s\n");
        assertThat(list.problems())
                .extracting(ListProblem::code)
                .containsExactly("EVAC-112", "EVAC-117", "EVAC-118", "EVAC-110");
        assertThat(list.rows()).hasSize(1);
        assertThat(list.refused()).extracting(EvacuationList.RefusedRow::line).containsExactly(2, 3);
    }

    @Test
    void refusesTheSecondOfTwoEqualRowsAndNamesTheFirst() {
        EvacuationList list = parse(HEADER + "a,alpha\nb,alpha\na,alpha\n*,beta\n*,beta\n");
        assertThat(list.problems()).extracting(ListProblem::line).containsExactly(4, 6);
        assertThat(list.problems().get(0).message()).contains("line 2");
        assertThat(list.rows()).hasSize(3);
    }

    @Test
    void refusesHostsThatAreNotInTheInventory() {
        EvacuationList list = new ListParser(Set.of(new HostName("alpha")))
                .parse("l.csv", (HEADER + "a,alpha\nb,omega\n").getBytes(StandardCharsets.UTF_8));
        assertThat(list.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("EVAC-201");
            assertThat(p.message()).contains("omega");
            assertThat(p.column()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'host,instanc\n', EVAC-105",
        "'instance\na\n', EVAC-104",
        "'instance,host,host\n', EVAC-106",
        "'', EVAC-101",
        "'# only a comment\n\n', EVAC-101",
    })
    void rejectsTheFileForABadHeader(String text, String code) {
        EvacuationList list = parse(text);
        assertThat(list.rejected()).isTrue();
        assertThat(list.problems()).extracting(ListProblem::code).contains(code);
        assertThat(list.rows()).isEmpty();
    }

    @Test
    void suggestsTheColumnThatWasMeant() {
        assertThat(parse("instance,host,pririty\n").problems().get(0).remedy()).isEqualTo("Maybe priority");
        assertThat(parse("Instance,host\n").problems())
                .extracting(ListProblem::remedy)
                .contains("Maybe instance");
    }

    @Test
    void rejectsOtherEncodingsAndSaysWhere() {
        EvacuationList latin1 =
                parser.parse("l.csv", "instance,host\na,b\nü,x\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(latin1.problems()).singleElement().satisfies(p -> {
            assertThat(p.fatal()).isTrue();
            assertThat(p.line()).isEqualTo(3);
            assertThat(p.column()).isEqualTo(1);
            assertThat(p.message()).contains("0xfc");
        });
        EvacuationList utf16 = parser.parse("l.csv", "instance,host\n".getBytes(StandardCharsets.UTF_16));
        assertThat(utf16.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("UTF-16"));
    }

    @Test
    void refusesARowWithANulByteOrALineBreakInACellAndKeepsThePositionsRight() {
        EvacuationList list = parse(HEADER + "a\0b,alpha\n\"x\ny\",alpha\n\"say \"\"hi\"\"\",bad host\nok,alpha\n");
        assertThat(list.rows()).extracting(Row::line).containsExactly(6);
        assertThat(list.problems()).extracting(ListProblem::code).startsWith("EVAC-107", "EVAC-107", "EVAC-112");
        assertThat(list.problems())
                .filteredOn(p -> p.code().equals("EVAC-113"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.line()).isEqualTo(5);
                    assertThat(p.column()).isEqualTo(14);
                });
    }

    @Test
    void refusesACellOf64KiBWithoutRepeatingIt() {
        EvacuationList list = parse(HEADER + "x".repeat(65_536) + ",alpha\nok,alpha\n");
        assertThat(list.rows()).hasSize(1);
        assertThat(list.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("EVAC-124");
            assertThat(p.toString()).hasSizeLessThan(300);
        });
    }

    @Test
    void rejectsAnUnclosedQuoteAndNamesTheRowItStartsIn() {
        EvacuationList list = parse(HEADER + "a,alpha\n\"b,alpha\nc,alpha\n");
        assertThat(list.rejected()).isTrue();
        assertThat(list.problems())
                .filteredOn(ListProblem::fatal)
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.code()).isEqualTo("EVAC-103");
                    assertThat(p.line()).isEqualTo(3);
                });
    }

    @Test
    void readsAHundredThousandRows() {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 100_000; i++) {
            text.append("vm-").append(i).append(",alpha\n");
        }
        EvacuationList list = parse(text.toString());
        assertThat(list.rows()).hasSize(100_000);
        assertThat(list.problems()).isEmpty();
        assertThat(list.rows().get(99_999).line()).isEqualTo(100_001);
    }

    @Test
    void answersEveryInputWithoutThrowingAndAccountsForEveryRow() {
        Random random = new Random(7);
        String alphabet = "a,\"\n\r# \0é*:\uFEFF😀;'\t";
        int[] symbols = alphabet.codePoints().toArray();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder();
            int length = random.nextInt(30);
            for (int k = 0; k < length; k++) {
                body.appendCodePoint(symbols[random.nextInt(symbols.length)]);
            }
            EvacuationList list = parse(HEADER + body);
            List<ListProblem> problems = list.problems();
            assertThat(problems).allSatisfy(p -> {
                assertThat(p.line()).isPositive();
                assertThat(p.column()).isPositive();
            });
            assertThat(list.refused().isEmpty()).isEqualTo(problems.stream().allMatch(ListProblem::fatal));
        }
    }
}
