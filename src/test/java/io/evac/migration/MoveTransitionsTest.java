package io.evac.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MoveTransitionsTest {
    @Test
    void every_pair_of_states_is_allowed_or_throws_as_the_table_says() {
        for (MoveState from : MoveState.values()) {
            for (MoveState to : MoveState.values()) {
                boolean inTable =
                        from == to || MoveTransitions.ALL.stream().anyMatch(t -> t.from() == from && t.to() == to);
                assertThat(MoveTransitions.allowed(from, to)).isEqualTo(inTable);
                if (!inTable) {
                    assertThatThrownBy(() -> MoveTransitions.require(from, to))
                            .isInstanceOf(IllegalStateException.class);
                }
            }
        }
    }

    @Test
    void the_diagram_in_the_docs_is_current() throws IOException {
        Path file = Path.of("docs/move-states.md");
        if (Boolean.getBoolean("evac.write")) {
            Files.writeString(file, MoveTransitions.diagram());
        }
        assertThat(Files.readString(file)).isEqualTo(MoveTransitions.diagram());
    }
}
