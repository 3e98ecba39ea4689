package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.daemon.Home;
import io.evac.report.EventReport;
import io.evac.report.ReportJson;
import io.evac.report.RunSamples;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** An event whose transaction hung for longer than anybody waits for it. */
class LateEventTest {
    @TempDir
    private Path folder;

    @Test
    void whoComesWhenItHasBeenPassedOverIsToldOfItBeforeTheEnd() throws Exception {
        try (ConfigurableApplicationContext context = TestDaemon.start(folder, Optional.empty(), false)) {
            Home home = new Home(folder);
            FakeFacades.Asked asked = context.getBean(FakeFacades.Asked.class);
            HttpRequest.Builder events = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                            + Home.read(home.port()).orElseThrow() + "/api/v1/runs/R-17/events?follow=true"))
                    .header("Authorization", "Bearer " + Home.read(home.token()).orElseThrow());
            asked.run = RunSamples.run("running", List.of());
            asked.events = List.of(event(1), event(3));
            asked.lastEventBefore = 3;
            HttpClient client = HttpClient.newHttpClient();
            assertThat(next(client, events)).isEqualTo(1);
            try (InputStream body =
                    client.send(events.build(), BodyHandlers.ofInputStream()).body()) {
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
                List<Long> told = new ArrayList<>(List.of(number(lines.readLine()), number(lines.readLine())));
                asked.events = List.of(event(1), event(2), event(3));
                asked.run = RunSamples.ended();
                lines.lines().filter(line -> !line.isEmpty()).forEach(line -> told.add(number(line)));
                assertThat(told).containsExactly(1L, 3L, 2L);
            }
        }
    }

    /** The first one that somebody else hears, who then leaves. */
    private static long next(HttpClient client, HttpRequest.Builder events) throws Exception {
        try (InputStream body =
                client.send(events.build(), BodyHandlers.ofInputStream()).body()) {
            return number(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)).readLine());
        }
    }

    private static long number(String line) {
        return ReportJson.mapper().readTree(line).get("number").asLong();
    }

    private static EventReport event(long number) {
        return new EventReport(number, RunSamples.START, "R-17", Optional.empty(), "state", "jo", "text");
    }
}
