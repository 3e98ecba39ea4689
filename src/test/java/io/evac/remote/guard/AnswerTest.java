package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.inventory.RunState;
import io.evac.migration.GuardState;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private static final String FACTS =
            "evac-guard 1\nstate=OPEN\nrecord=3\nn=0\nattempt=1\nepoch=2\nowner=o/R-1\nrunning=RUNNING\nreceivers=0\n"
                    + "timerleft=\ndigest=\nbootchanged=no\ninplace=yes\naway=no\nautostart=yes\nend=ok\n";

    @Test
    void aCompleteAnswerBecomesFacts() throws Exception {
        var facts = parse(0, FACTS).facts();
        assertThat(facts.state()).isEqualTo(GuardState.OPEN);
        assertThat(facts.running()).isEqualTo(RunState.RUNNING);
        assertThat(facts.timerLeft()).isEmpty();
        assertThat(facts.inPlace()).isTrue();
        assertThat(facts.autostart()).isTrue();
    }

    @Test
    void anAnswerThatIsCutAnywhereIsNoAnswer() {
        for (int length = 0; length < FACTS.length(); length++) {
            String cut = FACTS.substring(0, length);
            assertThatThrownBy(() -> parse(0, cut)).isInstanceOf(Answer.UnreadableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "motd\nevac-guard 1\nend=ok\n",
                "evac-guard 2\nend=ok\n",
                "evac-guard 1\nend=ok\nend=ok\n",
                "evac-guard 1\nend=ok\nstate=OPEN\n",
                "evac-guard 1\nstate=OPEN\nstate=FENCED\nend=ok\n",
                "evac-guard 1\nowner=\u001b[2J\nend=ok\n",
                "evac-guard 1\nnonsense\nend=ok\n",
                "evac-guard 1\nend=refused\n",
                "evac-guard 1\nend=maybe\n"
            })
    void wordsThatTheGuardDoesNotWriteAreNoAnswer(String text) {
        assertThatThrownBy(() -> parse(0, text)).isInstanceOf(Answer.UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record=-1",
                "record=1e3",
                "record=99999999999999999999",
                "state=GONE",
                "away=maybe",
                "n=4294967296"
            })
    void factsOutOfRangeAreNoAnswer(String line) throws Exception {
        String key = line.substring(0, line.indexOf('=') + 1);
        Answer answer = parse(0, FACTS.replaceFirst("(?m)^" + key + ".*$", line));
        assertThatThrownBy(answer::facts).isInstanceOf(Answer.UnreadableException.class);
    }

    private static Answer parse(int exit, String text) throws Answer.UnreadableException {
        return Answer.parse(exit, text.getBytes(StandardCharsets.UTF_8));
    }
}
