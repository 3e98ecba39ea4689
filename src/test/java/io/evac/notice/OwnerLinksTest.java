package io.evac.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.driver.simulated.ManualClock;
import io.evac.notice.OwnerLinks.Claim;
import io.evac.notice.OwnerLinks.RefusedException;
import io.evac.plan.MoveId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnerLinksTest {
    private static final byte[] SECRET = "a".repeat(64).getBytes(StandardCharsets.US_ASCII);
    private static final Instant OPENS = Instant.parse("2026-12-05T22:00:00Z");
    private static final MoveId MOVE = new MoveId("P-9f3c21ab.7");

    private final ManualClock clock = new ManualClock(OPENS.minus(Duration.ofHours(1)));
    private final OwnerLinks links = new OwnerLinks(SECRET, "https://evac.example.org/", clock);

    @Test
    void aLinkIsGoodForItsMoveUntilTheWindowOpens() throws Exception {
        String link = links.to(MOVE, OPENS).orElseThrow();
        assertThat(link).startsWith("https://evac.example.org/owner/P-9f3c21ab.7~1796508000~");
        String token = link.substring(link.lastIndexOf('/') + 1);
        assertThat(links.read(token)).isEqualTo(new Claim(MOVE, OPENS));
        clock.pause(Duration.ofHours(1));
        assertThat(catchThrowableOfType(RefusedException.class, () -> links.read(token))
                        .expired())
                .isTrue();
        assertThat(links.to(MOVE, OPENS)).isEmpty();
    }

    @Test
    void whatWeHaveNotSignedIsRefused() {
        String token = links.token(MOVE, OPENS);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(catchThrowableOfType(RefusedException.class, () -> links.read(forged))
                            .expired())
                    .as(forged)
                    .isFalse();
        }
        String later = token.replace("~1796508000~", "~1896508000~");
        assertThatThrownBy(() -> links.read(later)).isInstanceOf(RefusedException.class);
        OwnerLinks others = new OwnerLinks("b".repeat(64).getBytes(StandardCharsets.US_ASCII), "", clock);
        assertThatThrownBy(() -> others.read(token)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> links.read("")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> links.read(token + "x")).isInstanceOf(RefusedException.class);
    }

    @Test
    void whereOwnersDoNotReachUsThereAreNoneAndAShortSecretIsNone() {
        assertThat(new OwnerLinks(SECRET, "", clock).to(MOVE, OPENS)).isEmpty();
        assertThatThrownBy(() -> new OwnerLinks(new byte[31], "", clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe");
    }
}
