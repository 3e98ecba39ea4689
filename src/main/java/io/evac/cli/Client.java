package io.evac.cli;

import io.evac.report.ReportJson;
import io.evac.report.RunReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to the daemon; what the daemon refuses ends the command as the daemon says.
 *
 * <p>Every command pays for what is loaded here: the JDK's old client costs a third of its new one, and data binding is
 * loaded when an answer needs it.
 */
final class Client {
    private static final int LAST_GOOD = 299;
    private static final int PATIENCE_MILLIS = 5000;

    static {
        // or a request whose connection breaks is sent once more, unasked
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI base;
    private final String token;

    Client(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** The mapper, and what it loads, only for who needs it. */
    private static final class Json {
        static final JsonMapper MAPPER = ReportJson.mapper();
    }

    /** Who answered. */
    record Pong(long pid, String config) {}

    /** One segment of a path, or a query value. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Asks who is there. */
    Pong ping() {
        String text = text("/ping");
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            long pid = 0;
            String config = "";
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && "pid".equals(json.currentName())) {
                    pid = json.getLongValue();
                } else if (json.currentToken() == JsonToken.VALUE_STRING && "config".equals(json.currentName())) {
                    config = json.getString();
                }
            }
            return new Pong(pid, config);
        } catch (JacksonException other) {
            throw unreadable(other);
        }
    }

    /** A run as it is now. */
    RunReport run(String id) {
        return get("/runs/" + segment(id), RunReport.class);
    }

    <T> T get(String path, Class<T> type) {
        return read(text(path), Json.MAPPER.constructType(type));
    }

    <T> T get(String path, TypeReference<T> type) {
        return read(text(path), Json.MAPPER.constructType(type));
    }

    String text(String path) {
        return text("GET", path, Optional.empty());
    }

    <T> T post(String path, Object body, Class<T> type) {
        return postText(path, Json.MAPPER.writeValueAsBytes(body), type);
    }

    <T> T put(String path, Object body, Class<T> type) {
        byte[] json = Json.MAPPER.writeValueAsBytes(body);
        return read(text("PUT", path, Optional.of(json)), Json.MAPPER.constructType(type));
    }

    /** For what answers nothing. */
    void put(String path, Object body) {
        text("PUT", path, Optional.of(Json.MAPPER.writeValueAsBytes(body)));
    }

    /** A body that is JSON already. */
    <T> T postText(String path, byte[] body, Class<T> type) {
        return read(text("POST", path, Optional.of(body)), Json.MAPPER.constructType(type));
    }

    void delete(String path) {
        text("DELETE", path, Optional.empty());
    }

    /** An answer that goes on; the caller closes it. */
    InputStream stream(String path) {
        return send("GET", path, Optional.empty());
    }

    private String text(String method, String path, Optional<byte[]> body) {
        try (InputStream answer = send(method, path, body)) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cut) {
            throw broke(cut);
        }
    }

    /** The body of a good answer; any other ends the command. */
    private InputStream send(String method, String path, Optional<byte[]> body) {
        try {
            HttpURLConnection connection = request(method, path);
            if (body.isPresent()) {
                connection.setDoOutput(true);
                try (OutputStream to = connection.getOutputStream()) {
                    to.write(body.get());
                }
            }
            int status = connection.getResponseCode();
            if (status >= HttpURLConnection.HTTP_OK && status <= LAST_GOOD) {
                return connection.getInputStream();
            }
            try (InputStream answer = Objects.requireNonNullElseGet(
                    connection.getErrorStream(), () -> new ByteArrayInputStream(new byte[0]))) {
                throw problem(status, new String(answer.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (ConnectException | UnknownHostException nobody) {
            throw unreachable("nobody answers at " + base);
        } catch (IOException cut) {
            throw broke(cut);
        }
    }

    private HttpURLConnection request(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) base.resolve("/api/v1" + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("X-Evac-Actor", segment(System.getProperty("user.name", "unknown")));
        return connection;
    }

    private <T> T read(String text, JavaType type) {
        try {
            return Json.MAPPER.readValue(text, type);
        } catch (JacksonException other) {
            throw unreadable(other);
        }
    }

    private CommandException unreadable(JacksonException other) {
        return new CommandException(
                Exit.ERROR,
                "EVAC-533",
                "cannot read what " + base + " answers: " + other.getOriginalMessage(),
                "Maybe the daemon is of another version; it can be stopped and started again.");
    }

    private CommandException broke(IOException cut) {
        return unreachable("the connection to " + base + " broke: " + cut.getMessage());
    }

    private static CommandException unreachable(String message) {
        return new CommandException(
                Exit.UNREACHABLE, "EVAC-534", message, "Maybe start it: evac serve; runs are not affected.");
    }

    private CommandException problem(int status, String body) {
        try {
            JsonNode problem = Json.MAPPER.readTree(body);
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
