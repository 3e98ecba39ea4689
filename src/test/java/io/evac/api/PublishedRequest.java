package io.evac.api;

import io.evac.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A request of the published document.
 *
 * @param type of a body that it takes: each may be another handler's
 * @param needs the word of a role, or {@code link}
 */
public record PublishedRequest(String method, String path, String type, String needs) {
    /** All of them. */
    public static List<PublishedRequest> all() throws IOException {
        try (InputStream document = PublishedRequest.class.getResourceAsStream("/api/openapi.json")) {
            JsonNode paths = ReportJson.mapper().readTree(document).get("paths");
            return paths.properties().stream()
                    .flatMap(path -> path.getValue().properties().stream()
                            .flatMap(each -> types(each.getValue())
                                    .map(type -> new PublishedRequest(
                                            each.getKey(),
                                            path.getKey(),
                                            type,
                                            each.getValue().get("x-role").asString()))))
                    .toList();
        }
    }

    private static Stream<String> types(JsonNode operation) {
        JsonNode content = operation.path("requestBody").path("content");
        return content.isEmpty()
                ? Stream.of("application/json")
                : content.properties().stream().map(Map.Entry::getKey);
    }

    @Override
    public String toString() {
        return method + " " + path + " " + type;
    }
}
