package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.notice.OwnerLinks;
import io.evac.notice.OwnerLinks.Claim;
import io.evac.notice.OwnerLinks.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Timeout;

/** Owners' links: what is taken is, letter for letter, what we would sign. */
@Timeout(10)
class OwnerLinkFuzzTest {
    private static final String URL = "https://evac.example.org";
    private static final OwnerLinks LINKS = new OwnerLinks(
            "a secret that only this test has!".getBytes(StandardCharsets.US_ASCII),
            URL,
            Clock.fixed(Instant.parse("2026-12-05T20:00:00Z"), ZoneOffset.UTC));

    @FuzzTest
    void token(byte[] content) {
        String token = new String(content, StandardCharsets.UTF_8);
        try {
            Claim claim = LINKS.read(token);
            String ours = LINKS.to(claim.move(), claim.until()).orElseThrow();
            if (!ours.equals(URL + OwnerLinks.PATH + token) || !LINKS.signed(token)) {
                throw new AssertionError("taken, and not ours: " + token);
            }
        } catch (RefusedException refused) {
            Harmless.message(refused.getMessage());
            if (refused.expired() != LINKS.signed(token)) {
                throw new AssertionError("signed, and refused as not ours: " + token);
            }
        }
    }
}
