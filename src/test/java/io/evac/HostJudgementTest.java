package io.evac;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.HostName;
import io.evac.run.Hosts.DoctorFinding;
import io.evac.run.Hosts.Verdict;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostJudgementTest {
    @ParameterizedTest
    @CsvSource({
        "names, 3, 4, OK",
        "names, 3, 101, WARN",
        "names, 150, 3, WARN",
        "names, 3, 2001, FAIL",
        "dd+sync, 3, 40, WARN",
        "dd, 3, 4, WARN",
        "sync, 40, 40, WARN",
        "none, 0, 0, FAIL"
    })
    void whatMakesThingsDurableIsJudgedByItsKindAndByItsSlowestWrite(
            String flush, String write, String rename, Verdict verdict) {
        DoctorFinding found = fsync(Map.of("flush", flush, "fsyncmillis", write, "renamemillis", rename));
        assertThat(found.verdict()).isEqualTo(verdict);
        assertThat(found.remedy().map(remedy -> remedy.startsWith("Maybe ")).orElse(verdict == Verdict.OK))
                .isTrue();
    }

    @Test
    void theTimeThatIsToldIsTheOneThatWasMeasured() {
        assertThat(fsync(Map.of("flush", "dd+sync", "fsyncmillis", "7", "renamemillis", "90"))
                        .text())
                .isEqualTo("7 ms for a durable write of the guard, by dd and sync, 90 ms for a durable rename");
    }

    private static DoctorFinding fsync(Map<String, String> facts) {
        return HostJudgement.of(new HostName("h1"), facts, Duration.ZERO).stream()
                .filter(finding -> finding.check().equals("fsync"))
                .findFirst()
                .orElseThrow();
    }
}
