package io.evac.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCodecTest {
    private static final Plan PLAN = Plans.of("web-", "alpha", "beta", 4);
    private static final String JSON = PlanCodec.write(PLAN);

    @Test
    void a_plan_survives_its_json_whole() {
        assertThat(PlanCodec.read(JSON)).isEqualTo(PLAN);
        assertThat(PlanCodec.read(PlanCodec.writePretty(PLAN))).isEqualTo(PLAN);
    }

    @Test
    void the_keys_are_the_contracts() {
        assertThat(JSON)
                .startsWith("{\"schemaVersion\":1,\"id\":\"" + PLAN.id() + "\",\"digest\":\""
                        + PLAN.digest().hex() + "\"")
                .contains("\"instance\":\"web-1\",\"from\":\"alpha\",\"to\":\"beta\",\"type\":\"semi-live\"")
                .contains("\"disk\":10737418240")
                .contains("\"notConverging\":\"POSTPONE\"")
                .contains("\"created\":\"2026-12-05T21:00:00.123456789Z\"");
    }

    @Test
    void plansAndSchedulesFromBeforeThereWasAConvergenceAreRead() {
        String older = JSON.replace("\"convergence\":\"NONE\",", "");
        assertThat(older).isNotEqualTo(JSON);
        assertThat(PlanCodec.read(older)).isEqualTo(PLAN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schemaVersion\":1 | \"schemaVersion\":2 | schema version 2",
                "\"from\":\"alpha\" | \"from\":\"../etc\" | not a host name",
                "\"from\":\"alpha\" | \"from\":null | from",
                "\"from\":\"alpha\", | '' | from",
                "\"list\": | \"listt\": | list",
                "\"convergence\":\"NONE\" | \"convergence\":null | convergence",
                "\"convergence\":\"NONE\" | \"convergence\":\"POST_COPY\" | convergence",
                "\"memory\":68719476736 | \"memory\":-1 | negative",
                "\"warnings\":[ | \"warnings\":[[ | ''",
                "\"band\":1 | \"band\":null | moves[0].band"
            })
    void a_document_that_was_changed_is_refused_and_says_where(String part, String by, String named) {
        assertThat(JSON).contains(part.strip());
        assertThatThrownBy(() -> PlanCodec.read(JSON.replace(part.strip(), by.strip())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("Maybe");
    }

    @ParameterizedTest
    @CsvSource({"''", "null", "[]", "{}", "nonsense"})
    void what_is_no_plan_at_all_is_refused(String text) {
        assertThatThrownBy(() -> PlanCodec.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
