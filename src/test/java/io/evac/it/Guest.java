package io.evac.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A virtual machine of the lab: it counts all the time, and tells its numbers wherever it runs. */
record Guest(String name, String address) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** All numbers it has counted, as they stand in its log; none while it does not answer. */
    List<Integer> counters() {
        return log().stream()
                .map(line -> Integer.valueOf(line.substring(0, line.indexOf(' '))))
                .toList();
    }

    /** The lines of its log: a number, when it was counted, and how long the guest was up then. */
    List<String> log() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/log"))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> log = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return log.statusCode() == OK ? log.body().lines().toList() : List.of();
        } catch (IOException silent) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How often it has booted since it counts: behind a boot its clock of uptime begins anew. */
    int boots() {
        AtomicReference<List<String>> lines = new AtomicReference<>(List.of());
        EvacProcess.await(name + " tells its log", () -> {
            lines.set(log());
            return !lines.get().isEmpty();
        });
        int boots = 0;
        double last = Double.MAX_VALUE;
        for (String line : lines.get()) {
            double up = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            boots += up < last ? 1 : 0;
            last = up;
        }
        return boots;
    }

    /** The last of them; 0 while it does not answer. All before it are on its disk. */
    int counted() {
        List<Integer> counters = counters();
        return counters.isEmpty() ? 0 : counters.getLast();
    }
}
