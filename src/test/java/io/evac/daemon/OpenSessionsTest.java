package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;

class OpenSessionsTest {
    private static final Instant NOW = Instant.parse("2026-12-05T21:00:00Z");
    private final OpenSessions open = new OpenSessions();

    private MockHttpSession in(String who, Instant now) {
        MockHttpSession session = new MockHttpSession();
        open.add(who, session, now);
        return session;
    }

    @Test
    void ofTooManyTheOneThatWasSeenLongestAgoEnds() {
        MockHttpSession other = in("ada", NOW.minusSeconds(100));
        List<MockHttpSession> full = Stream.iterate(0, i -> i + 1)
                .limit(OpenSessions.MOST)
                .map(i -> in("jo", NOW.plusSeconds(i)))
                .toList();
        assertThat(full).noneMatch(MockHttpSession::isInvalid);
        OpenSessions.see(full.getFirst(), NOW.plusSeconds(100));
        MockHttpSession more = in("jo", NOW.plusSeconds(101));
        assertThat(full.stream().filter(MockHttpSession::isInvalid)).containsExactly(full.get(1));
        assertThat(more.isInvalid()).isFalse();
        assertThat(other.isInvalid()).isFalse();
        assertThat(open.count()).isEqualTo(OpenSessions.MOST + 1);
    }

    @Test
    void whoLogsInAgainAndAgainHasOneSessionAndMaybeAnotherName() {
        MockHttpSession session = in("jo", NOW);
        for (int i = 0; i < 100; i++) {
            open.add("jo", session, NOW.plusSeconds(i));
        }
        assertThat(open.count()).isEqualTo(1);
        open.add("ada", session, NOW.plusSeconds(200));
        assertThat(open.count()).isEqualTo(1);
        assertThat(OpenSessions.seen(session)).contains(NOW.plusSeconds(200));
        for (int i = 0; i < OpenSessions.MOST; i++) {
            in("jo", NOW.plusSeconds(300));
        }
        assertThat(session.isInvalid()).as("it is ada's now").isFalse();
    }

    @Test
    void whatHasEndedIsForgotten() {
        MockHttpSession session = in("jo", NOW);
        session.invalidate();
        assertThat(open.count()).isZero();
        assertThat(OpenSessions.seen(new MockHttpSession())).isEmpty();
    }
}
