package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.daemon.NotFoundException;
import io.evac.daemon.ToldException;
import org.junit.jupiter.api.Test;

class PageProblemsTest {
    @Test
    void whatIsToldHasItsOwnStatus() {
        ToldException busy = new ToldException(503, "EVAC-588", "too much", "Maybe later") {
            private static final long serialVersionUID = 1L;
        };
        assertThat(PageProblems.told(busy))
                .extracting(PageProblems.Told::status, PageProblems.Told::code, PageProblems.Told::remedy)
                .containsExactly(503, "EVAC-588", "Maybe later");
        assertThat(PageProblems.told(new NotFoundException("EVAC-501", "none", "Maybe another"))
                        .status())
                .isEqualTo(404);
    }
}
