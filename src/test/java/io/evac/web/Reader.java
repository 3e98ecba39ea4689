package io.evac.web;

import io.evac.access.Role;
import io.evac.inventory.HostScope;
import io.evac.metrics.SimulatedDaemon;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Somebody without script: follows links, fills forms in and presses their buttons. */
final class Reader {
    private static final String BOUNDARY = "a-boundary-that-no-list-has";
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final String base;
    private int status;
    private String path = "";

    /** Who has just logged in, with a user made for it. */
    Reader(SimulatedDaemon daemon, Role role) {
        this(daemon, role.word(), role, HostScope.EVERY);
    }

    /** The same, for some hosts. */
    Reader(SimulatedDaemon daemon, String name, Role role, HostScope hosts) {
        this.base = daemon.base();
        daemon.user(name, role, hosts);
        Document in =
                press(form(get("/login"), "Log in"), Map.of("username", name, "password", SimulatedDaemon.PASSWORD));
        if (!in.select("nav").hasText()) {
            throw new AssertionError("not let in: " + in.text());
        }
    }

    /** Of the last page. */
    int status() {
        return status;
    }

    /** Where the last page was. */
    String path() {
        return path;
    }

    Document get(String to) {
        return page(request(to).GET().build());
    }

    String text(String to) {
        return send(request(to).GET().build()).body();
    }

    /** Presses a form's button; {@code filled} are fields with what is put in. */
    Document press(Element form, Map<String, String> filled) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Element field : form.select("[name]")) {
            if (field.is("textarea")) {
                fields.put(field.attr("name"), field.wholeText());
            } else if (field.is("input:not([type=file])")) {
                fields.put(field.attr("name"), field.val());
            }
        }
        fields.putAll(filled);
        if (form.attr("method").equalsIgnoreCase("get")) {
            return get(form.attr("action") + "?" + encoded(fields));
        }
        boolean multipart = form.attr("enctype").equals("multipart/form-data");
        return page(request(form.attr("action"))
                .header(
                        "Content-Type",
                        multipart ? "multipart/form-data; boundary=" + BOUNDARY : "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(multipart ? parts(fields) : encoded(fields)))
                .build());
    }

    /** Sends a form of this session that no page has. */
    Document post(String to, Map<String, String> fields) {
        Element word = get("/new").selectFirst("input[name=_csrf]");
        Element form = new Element("form").attr("action", to).attr("method", "post");
        form.appendElement("input")
                .attr("name", "_csrf")
                .val((word == null ? get("/").selectFirst("input[name=_csrf]") : word).val());
        return press(form, fields);
    }

    Document press(Element form) {
        return press(form, Map.of());
    }

    /** The form whose button says that. */
    static Element form(Document page, String button) {
        return page.select("form").stream()
                .filter(form -> form.select("button").eachText().stream().anyMatch(text -> text.startsWith(button)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button " + button + " among "
                        + page.select("button").eachText() + " of " + page.text()));
    }

    private HttpRequest.Builder request(String to) {
        return HttpRequest.newBuilder(URI.create(base).resolve(to)).header("Accept", "text/html");
    }

    private Document page(HttpRequest request) {
        HttpResponse<String> answer = send(request);
        path = answer.uri().getPath();
        return Jsoup.parse(answer.body(), answer.uri().toString());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            status = answer.statusCode();
            return answer;
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String parts(Map<String, String> fields) {
        return fields.entrySet().stream()
                        .map(field -> {
                            boolean file = field.getKey().equals("file");
                            return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field.getKey()
                                    + "\""
                                    + (file ? "; filename=\"uploaded.csv\"\r\nContent-Type: text/csv" : "")
                                    + "\r\n\r\n" + field.getValue() + "\r\n";
                        })
                        .collect(Collectors.joining())
                + "--" + BOUNDARY + "--\r\n";
    }
}
