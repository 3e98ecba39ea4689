package io.evac.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evac.hook.Hook.OnFailure;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HooksTest {
    @Test
    void aHookStopsWhatIsToComeAndNotWhatIsOver() {
        assertThat(Hook.parse("before-host=silence").onFailure()).isEqualTo(OnFailure.STOP);
        assertThat(Hook.parse("before-cutover=lb-out:go-on").onFailure()).isEqualTo(OnFailure.GO_ON);
        assertThat(Hook.parse("after-cutover=lb-in").onFailure()).isEqualTo(OnFailure.GO_ON);
        assertThat(Hook.parse("after-host=sound:stop").onFailure()).isEqualTo(OnFailure.STOP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lb-out",
                "before-cutover",
                "before-cutover=",
                "before-cutover=/bin/sh",
                "before-cutover=LB",
                "before-lunch=lb-out",
                "before-cutover=lb-out:",
                "before-cutover=lb-out:never",
                "before-cutover=lb-out:stop:go-on",
                "before-cutover=a,b"
            })
    void whatIsNoHookIsRefusedWithARemedy(String text) {
        assertThatThrownBy(() -> Hook.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Maybe");
    }

    @Test
    void theTextIsReadAsItIsWritten() {
        String text = "before-host=a:stop,before-cutover=b:go-on,after-cutover=c:go-on,after-host=d:stop";
        assertThat(Hooks.parse(text)).hasToString(text);
        assertThat(Hooks.parse("before-host=a, after-host=b")).hasToString("before-host=a:stop,after-host=b:go-on");
        assertThat(Hooks.parse("none")).isEqualTo(Hooks.NONE).hasToString("none");
        Hook longest = Hook.parse("before-cutover=" + "x".repeat(40) + ":go-on");
        assertThat(new Hooks(Collections.nCopies(30, longest)).toString())
                .as("its column holds it")
                .hasSizeLessThan(2000);
        assertThatThrownBy(() -> new Hooks(Collections.nCopies(31, longest))).hasMessageContaining("at most 30");
    }

    @Test
    void thoseBehindSomethingAreInTheOtherOrder() {
        Hooks hooks = Hooks.parse("before-cutover=a,after-cutover=a,before-cutover=b,after-cutover=b");
        assertThat(hooks.at(HookPoint.BEFORE_CUTOVER)).extracting(Hook::name).containsExactly("a", "b");
        assertThat(hooks.at(HookPoint.AFTER_CUTOVER)).extracting(Hook::name).containsExactly("b", "a");
        assertThat(hooks.at(HookPoint.BEFORE_HOST)).isEmpty();
        assertThat(hooks.any(HookPoint.BEFORE_HOST, HookPoint.AFTER_CUTOVER)).isTrue();
        assertThat(hooks.any(HookPoint.BEFORE_HOST, HookPoint.AFTER_HOST)).isFalse();
    }

    @Test
    void aCallSaysWhatItIsAbout() {
        HookCall cutover = new HookCall(
                HookPoint.AFTER_CUTOVER,
                "R-1",
                "h1",
                Optional.of(new HookCall.Cutover("P-1.1", "web", "h2")),
                Optional.of("moved"));
        assertThat(cutover.facts())
                .isEqualTo(Map.of(
                        "hook", "after-cutover",
                        "run", "R-1",
                        "host", "h1",
                        "move", "P-1.1",
                        "instance", "web",
                        "to", "h2",
                        "outcome", "moved"));
        assertThat(cutover.environment()).containsEntry("EVAC_INSTANCE", "web").hasSize(7);
        assertThat(cutover.words()).isEqualTo("after-cutover of h1/web (moved)");
        HookCall host = new HookCall(HookPoint.BEFORE_HOST, "R-1", "h1", Optional.empty(), Optional.empty());
        assertThat(host.facts().keySet())
                .isEqualTo(Map.of("hook", 1, "run", 1, "host", 1).keySet());
        assertThat(host.words()).isEqualTo("before-host h1");
        assertThat(List.of(HookPoint.values()))
                .extracting(HookPoint::word)
                .allSatisfy(word -> assertThat(HookPoint.of(word).word()).isEqualTo(word));
    }
}
