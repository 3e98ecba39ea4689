package io.evac.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A daemon's door for clients that are none: well-formed requests with any content, and bytes as they are. */
final class RawDoor {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final int port;
    private final String token;

    /** @param home of a daemon that answers */
    RawDoor(Path home) throws IOException {
        port = Integer.parseInt(Files.readString(home.resolve("port")).strip());
        token = Files.readString(home.resolve("token")).strip();
    }

    String token() {
        return token;
    }

    /** Sends a request under {@code /api/v1} with the token of the state directory. */
    HttpResponse<String> send(String method, String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        return as(token, method, path, type, body, headers);
    }

    /** The same with another token. */
    HttpResponse<String> as(String bearer, String method, String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + bearer)
                .method(method, BodyPublishers.ofString(body));
        return http.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    /** The status of a plain look at the runs. */
    int look(String bearer) throws IOException, InterruptedException {
        return as(bearer, "GET", "/runs", "application/json", "").statusCode();
    }

    /** A head that nothing need follow. */
    String head(String method, String path, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /** A connection on which the text was sent. */
    Socket open(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /**
     * Sends the head and then zeros until all are sent or the daemon ends it.
     *
     * @param chunked whether in chunks
     * @return the status line, or nothing when it was cut off
     */
    String flood(String head, long bytes, boolean chunked) throws IOException {
        byte[] part = ",".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = open(head)) {
            try {
                OutputStream out = socket.getOutputStream();
                for (long sent = 0; sent < bytes && socket.getInputStream().available() == 0; sent += part.length) {
                    out.write(chunked ? "10000\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                    out.write(part);
                    out.write(chunked ? "\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                }
            } catch (IOException cutOff) {
                return line(socket);
            }
            return line(socket);
        }
    }

    /** The first line that comes; what came before the connection was cut. */
    static String line(Socket socket) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
        } catch (IOException cut) {
            return line.toString(StandardCharsets.US_ASCII).strip();
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }
}
