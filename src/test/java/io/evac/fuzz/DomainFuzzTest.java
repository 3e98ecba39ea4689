package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.driver.libvirt.DomainOpening;
import io.evac.inventory.SurveyException;
import io.evac.remote.Result;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** Definitions of domains, as a host says that libvirt has them. */
@Timeout(10)
class DomainFuzzTest {
    private static final String HOST =
            "libvirt\0Using library: libvirt 9.0.0\0CPU(s): 8\nMemory size: 16777216 KiB\n\0\0"
                    + "default\0default\0br0\0001000\0Linux 6.1\0tar 1\0rsync 1\0ssh 1\0";
    private static final String DOMAIN = "domain\0web\0running\0Persistent: yes\nAutostart: enable\n\0";
    private static final String REST = "\0vda 4096 1048576 00\n\0000\0000\0end\0";

    @FuzzTest
    void domain(byte[] xml) throws SurveyException {
        try {
            DomainOpening.move(xml);
        } catch (IllegalArgumentException | ArithmeticException refused) {
            Harmless.message(String.valueOf(refused.getMessage()));
        }
        String text = new String(xml, StandardCharsets.UTF_8).replace("\0", "");
        byte[] said = (HOST + DOMAIN + text + REST).getBytes(StandardCharsets.UTF_8);
        try {
            Hosts.check(
                    DomainOpening.survey(new Saying(new Result(0, said, new byte[0])), Hosts.of("libvirt", Map.of())));
        } catch (SurveyException refused) {
            Hosts.check(refused);
        }
    }
}
