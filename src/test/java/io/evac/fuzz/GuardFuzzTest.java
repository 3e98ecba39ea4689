package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.GuardUnreachableException;
import io.evac.remote.Result;
import io.evac.remote.guard.RemoteGuard;
import io.evac.remote.guard.RemoteGuards;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;

/** What a host says in its guard's place: facts, a refusal, or no answer. */
@Timeout(10)
class GuardFuzzTest {
    private static final InstanceName WEB = new InstanceName("web");
    private static final Host HOST = Hosts.of("files", Map.of());
    private static final Result INSTALLED = new Result(0, new byte[0], new byte[0]);
    private static final int REFUSED = 10;

    @FuzzTest
    void answer(byte[] printed) {
        boolean refuses = new String(printed, StandardCharsets.ISO_8859_1).contains("end=refused");
        Result said = new Result(refuses ? REFUSED : 0, printed, printed);
        ask(() -> guard(said).observe(WEB).message());
        ask(() -> String.valueOf(guard(said).highestEpoch()));
        ask(() -> String.valueOf(guard(said).healthy(WEB, Duration.ofSeconds(1))));
        ask(() -> {
            guard(said).doctor().values().forEach(Harmless::message);
            return "";
        });
        // The same from the host's tools, when the guard is to be installed.
        ask(() -> new RemoteGuards(new Saying(new Result(1, printed, printed)), host -> "/srv/.evac")
                .on(HOST)
                .observe(WEB)
                .message());
    }

    private static RemoteGuard guard(Result said) {
        return new RemoteGuards(new Saying(INSTALLED, said), host -> "/srv/.evac").on(HOST);
    }

    private static void ask(Supplier<String> question) {
        try {
            Harmless.message(question.get());
        } catch (GuardRefusedException | GuardUnreachableException refused) {
            Harmless.advice(refused.getMessage());
        }
    }
}
