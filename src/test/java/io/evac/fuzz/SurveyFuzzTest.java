package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.driver.files.InstanceFileOpening;
import io.evac.driver.libvirt.DomainOpening;
import io.evac.inventory.SurveyException;
import io.evac.remote.Result;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** Whole answers of hosts that are asked what they hold: a report, or why there is none. */
@Timeout(10)
class SurveyFuzzTest {
    private static final byte[] NOTHING = {};

    @FuzzTest
    void libvirt(byte[] said) {
        try {
            Hosts.check(DomainOpening.survey(new Saying(new Result(0, said, NOTHING)), Hosts.of("libvirt", Map.of())));
        } catch (SurveyException refused) {
            Hosts.check(refused);
        }
    }

    @FuzzTest
    void files(byte[] said) {
        Result states = new Result(0, "0\nend\n".getBytes(StandardCharsets.US_ASCII), NOTHING);
        for (Saying host :
                new Saying[] {new Saying(new Result(0, said, NOTHING), states), new Saying(new Result(1, said, said))
                }) {
            try {
                Hosts.check(InstanceFileOpening.survey(host, Hosts.of("files", Map.of("root", "/srv/evac"))));
            } catch (SurveyException refused) {
                Hosts.check(refused);
            }
        }
    }
}
