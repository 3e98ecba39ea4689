package io.evac.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.Driver;
import io.evac.driver.Drivers;
import io.evac.inventory.HostName;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SurveyTest {
    @Test
    void anAnswerThatIsTooDeepIsItsHostsTroubleAlone() {
        Driver deep = (Driver) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Driver.class}, (self, method, of) -> {
                    if (method.getName().equals("name")) {
                        return "simulated";
                    }
                    throw new StackOverflowError();
                });
        Sightings sightings = new Sightings(Clock.systemUTC());
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Survey.Findings findings =
                    new Survey(new Drivers(List.of(deep)), threads, sightings).of(List.of(RunWorld.host("h1")));

            assertThat(findings.unreachable().get(new HostName("h1"))).contains("StackOverflowError", "Maybe");
            assertThat(sightings.of(new HostName("h1")).flatMap(Sightings.Sighting::problem))
                    .isPresent();
            assertThat(sightings.of(new HostName("h2"))).isEmpty();
        }
    }
}
