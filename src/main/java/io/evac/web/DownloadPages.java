package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.KnownRuns;
import io.evac.report.RunHtml;
import io.evac.report.RunQuery;
import io.evac.report.RunText;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;

/** Runs to keep: always as files, never shown as a page of ours. */
@Controller
final class DownloadPages {
    private final KnownRuns known;
    private final JsonMapper json;

    DownloadPages(KnownRuns known, JsonMapper json) {
        this.known = known;
        this.json = json;
    }

    @GetMapping("/runs/{id}/report.html")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> html(@PathVariable String id) {
        return file(id + ".html", "text/html;charset=utf-8", RunHtml.page(known.find(id)));
    }

    @GetMapping("/runs/{id}/report.csv")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> csv(@PathVariable String id) {
        return file(id + ".csv", "text/csv;charset=utf-8", RunText.csv(known.find(id)));
    }

    @GetMapping("/runs/{id}/report.json")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> json(@PathVariable String id) {
        return file(id + ".json", "application/json", json.writeValueAsString(known.find(id)));
    }

    /** All runs in one table. */
    @GetMapping("/history.csv")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> history() {
        return file("history.csv", "text/csv;charset=utf-8", RunText.listCsv(known.list(RunQuery.EVERY)));
    }

    private static ResponseEntity<byte[]> file(String name, String type, String text) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .header("X-Content-Type-Options", "nosniff")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }
}
