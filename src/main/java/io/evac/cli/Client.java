package io.evac.cli;

import io.evac.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the daemon; what the daemon refuses ends the command as the daemon says. */
final class Client {
    private static final JsonMapper JSON = ReportJson.mapper();
    private static final int LAST_GOOD = 299;

    private final HttpClient http;
    private final URI base;
    private final String token;

    Client(URI base, String token) {
        this.base = base;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** One segment of a path, or a query value. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    <T> T get(String path, Class<T> type) {
        return read(text(request(path).GET().build()), JSON.constructType(type));
    }

    <T> T get(String path, TypeReference<T> type) {
        return read(text(request(path).GET().build()), JSON.constructType(type));
    }

    String text(String path) {
        return text(request(path).GET().build());
    }

    <T> T post(String path, Object body, Class<T> type) {
        return read(text(request(path).POST(json(body)).build()), JSON.constructType(type));
    }

    <T> T put(String path, Object body, Class<T> type) {
        return read(text(request(path).PUT(json(body)).build()), JSON.constructType(type));
    }

    /** A body that is JSON already. */
    <T> T postText(String path, byte[] body, Class<T> type) {
        return read(text(request(path).POST(BodyPublishers.ofByteArray(body)).build()), JSON.constructType(type));
    }

    /** An answer that goes on; the caller closes it. */
    InputStream stream(String path) {
        HttpResponse<InputStream> response = send(request(path).GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() > LAST_GOOD) {
            try (InputStream body = response.body()) {
                throw problem(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException cut) {
                throw new UncheckedIOException(cut);
            }
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve("/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("X-Evac-Actor", segment(System.getProperty("user.name", "unknown")));
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }

    private String text(HttpRequest request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() > LAST_GOOD) {
            throw problem(response.statusCode(), response.body());
        }
        return response.body();
    }

    private <T> T read(String text, JavaType type) {
        try {
            return JSON.readValue(text, type);
        } catch (JacksonException other) {
            throw new CommandException(
                    Exit.ERROR,
                    "EVAC-533",
                    "cannot read what " + base + " answers: " + other.getOriginalMessage(),
                    "Maybe the daemon is of another version; it can be stopped and started again.");
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException nobody) {
            throw unreachable("nobody answers at " + base);
        } catch (IOException cut) {
            throw unreachable("the connection to " + base + " broke: " + cut.getMessage());
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        }
    }

    private static CommandException unreachable(String message) {
        return new CommandException(
                Exit.UNREACHABLE, "EVAC-534", message, "Maybe start it: evac serve; runs are not affected.");
    }

    private CommandException problem(int status, String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            List<String> details = new ArrayList<>();
            problem.path("problems").forEach(detail -> details.add(detail.asString("")));
            return new CommandException(
                    problem.path("exitCode").asInt(Exit.ERROR),
                    problem.path("code").asString(""),
                    problem.path("detail").asString("the daemon answered " + status),
                    problem.path("remedy").asString(""),
                    details);
        } catch (JacksonException noProblem) {
            return new CommandException(
                    Exit.UNREACHABLE,
                    "EVAC-535",
                    base + " answered " + status + ", but not like an Evac daemon",
                    "Maybe correct --server.");
        }
    }
}
