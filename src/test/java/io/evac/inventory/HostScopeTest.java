package io.evac.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostScopeTest {
    private static Host host(Map<String, String> labels) {
        return new Host(
                new HostName("h1"),
                new Address("192.0.2.1", 22, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                labels,
                List.of(),
                Map.of());
    }

    private static HostScope scope(String text) {
        return text.equals("every") ? HostScope.EVERY : HostScope.kept(text);
    }

    @Test
    void a_comma_joins_and_another_term_adds() {
        HostScope scope = HostScope.parse(List.of("site=berlin,rack=r7", "rack=r8"));
        assertThat(scope.covers(host(Map.of("rack", "r7", "site", "berlin", "power", "a"))))
                .isTrue();
        assertThat(scope.covers(host(Map.of("rack", "r7", "site", "paris")))).isFalse();
        assertThat(scope.covers(host(Map.of("rack", "r7")))).isFalse();
        assertThat(scope.covers(host(Map.of("rack", "r8")))).isTrue();
        assertThat(scope.covers(host(Map.of()))).isFalse();
        assertThat(HostScope.EVERY.covers(host(Map.of()))).isTrue();
        assertThat(scope).hasToString("rack=r7,site=berlin rack=r8").isEqualTo(HostScope.kept(scope.toString()));
        assertThat(scope.told()).isEqualTo("hosts with rack=r7,site=berlin or rack=r8");
        assertThat(HostScope.kept("")).isEqualTo(HostScope.EVERY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every               | every               | true
            every               | rack=r7             | true
            rack=r7             | every               | false
            rack=r7             | rack=r7             | true
            rack=r7             | rack=r7,site=berlin | true
            rack=r7,site=berlin | rack=r7             | false
            rack=r7             | rack=r7 rack=r8     | false
            rack=r7 rack=r8     | rack=r8             | true
            """)
    void one_has_every_host_of_another_whatever_labels_hosts_have(String mine, String other, boolean covers) {
        assertThat(scope(mine).covers(scope(other))).isEqualTo(covers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "rack", "rack=", "=r7", "rack=r7,", "rack=r7,rack=r8", "rack==r7", "a b=c", "rack=r7 x=y"})
    void what_is_no_term_is_refused_with_a_remedy(String word) {
        assertThatThrownBy(() -> HostScope.parse(List.of(word)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe rack=r7");
    }
}
