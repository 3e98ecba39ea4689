package io.evac.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RunReportRenderingTest {
    private static final String HOSTILE = "<script>alert(\"1\")</script>\u001b[31m\u202e&'";
    private static final Path GOLDEN = Path.of("src/test/resources/report/run.json");

    @Test
    void theJsonIsTheContractsToTheLetter() throws IOException {
        String json =
                ReportJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(RunSamples.ended()) + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, json);
        }
        assertThat(json).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theJsonReadsBackAsTheSameRun() {
        RunReport run = RunSamples.ended();
        String json = ReportJson.mapper().writeValueAsString(run);
        assertThat(ReportJson.mapper().readValue(json, RunReport.class)).isEqualTo(run);
    }

    @Test
    void theTableShowsTheWorstFirstAndARecapPerHost() {
        String table = RunText.table(RunSamples.ended());
        assertThat(table)
                .contains("2 moves: 1 failed, 1 verified, 1 refused")
                .contains("REFUSED  row 4  mail-03  EVAC-214 no host has 64GiB free. Maybe add a host")
                .contains("Recap per source host");
        assertThat(table.indexOf("db-02")).isLessThan(table.indexOf("web-01"));
    }

    @Test
    void nothingHostileReachesTheTerminal() {
        RunReport run = RunSamples.run(
                "finished", List.of(RunSamples.move("P-1.1", HOSTILE, "failed", Optional.of("a\nb\u0007\u2028c"))));
        assertThat(RunText.table(run).chars().filter(c -> c != '\n'))
                .noneMatch(Character::isISOControl)
                .noneMatch(c -> c == 0x202e || c == 0x2028);
    }

    @Test
    void aSpreadsheetRunsNoFormulaOfOurs() {
        String csv = new CsvTable()
                .row("=HYPERLINK(\"http://x\")", "+1", "-1", "@sum", "\tx", "a,b", "plain", -5, Optional.of("=1"))
                .text();
        assertThat(csv).isEqualTo("\"'=HYPERLINK(\"\"http://x\"\")\",'+1,'-1,'@sum,'\tx,\"a,b\",plain,-5,'=1\r\n");
    }

    @Test
    void thePageIsSelfContainedAndEscapesEverything() throws Exception {
        RunReport run =
                RunSamples.run("finished", List.of(RunSamples.move("P-1.1", HOSTILE, "failed", Optional.of(HOSTILE))));
        String page = RunHtml.page(run);
        assertThat(page)
                .doesNotContain("<script")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e")
                .doesNotContain("src=")
                .doesNotContain("href=")
                .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    }

    @Test
    void theDrawingIsWellFormedAndTellsPhasesApartWithoutColour() throws Exception {
        String page = RunHtml.page(RunSamples.ended());
        String svg = page.substring(page.indexOf("<svg role"), page.indexOf("</svg>") + "</svg>".length());
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(svg)
                .contains("url(#p-full-sync)")
                .contains("rotate(45)")
                .contains("22:00:00")
                .contains("stroke-dasharray")
                .contains("web-01: full-sync 1m 00s, done");
        assertThat(page).contains("S = full-sync");
    }

    @Test
    void timesAndSizesReadLikePeopleSayThem() {
        assertThat(Plain.duration(java.time.Duration.ofMillis(350))).isEqualTo("350ms");
        assertThat(Plain.duration(java.time.Duration.ofMillis(1250))).isEqualTo("1.3s");
        assertThat(Plain.duration(java.time.Duration.ofSeconds(200))).isEqualTo("3m 20s");
        assertThat(Plain.duration(java.time.Duration.ofMinutes(125))).isEqualTo("2h 05m");
        assertThat(Plain.bytes(1_610_612_736)).isEqualTo("1.5GiB");
        assertThat(Plain.time(RunSamples.START)).isEqualTo("2026-12-05 22:00:00 +01:00");
    }
}
