package io.evac.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a test asks a daemon again and again: over HTTP, since every command is a process. */
final class DaemonApi {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Path home;

    /** @param home whose daemon is asked, whichever it is at that time */
    DaemonApi(Path home) {
        this.home = home;
    }

    /** Whether the daemon answers. */
    boolean answers() {
        return get("/ping").isPresent();
    }

    /** The run as the daemon reports it; empty while it cannot say. */
    Optional<JsonNode> run(String id) {
        return get("/runs/" + id).map(JsonMapper.shared()::readTree);
    }

    /** The run, as soon as the daemon can say; for a daemon that is there. */
    JsonNode awaitRun(String id) {
        AtomicReference<Optional<JsonNode>> run = new AtomicReference<>(Optional.empty());
        EvacProcess.await("the daemon tells of " + id, () -> {
            run.set(run(id));
            return run.get().isPresent();
        });
        return run.get().orElseThrow();
    }

    /** The run's state; empty text while the daemon cannot say. */
    String state(String id) {
        return run(id).map(run -> run.get("state").asString()).orElse("");
    }

    /** What happened in the run behind the event of that number; nothing while the daemon cannot say. */
    List<JsonNode> events(String run, long after) {
        return get("/runs/" + run + "/events?after=" + after)
                .map(lines -> lines.lines().map(JsonMapper.shared()::readTree).toList())
                .orElse(List.of());
    }

    private Optional<String> get(String path) {
        try {
            String port = Files.readString(home.resolve("port")).strip();
            String token = Files.readString(home.resolve("token")).strip();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                    .header("Authorization", "Bearer " + token)
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return Optional.of(answer.body()).filter(body -> answer.statusCode() == OK);
        } catch (IOException nobody) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
