package io.evac.api;

import io.evac.access.AuditTrail;
import io.evac.access.AuditTrail.Deed;
import io.evac.access.AuditTrail.Entry;
import io.evac.access.AuditTrail.Outcome;
import io.evac.access.AuditTrail.Query;
import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.inventory.Texts;
import io.evac.report.AuditReport;
import io.evac.report.AuditText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The audit trail over HTTP. */
@RestController
@RequestMapping("/api/v1/audit")
final class AuditController {
    private static final String USUAL = "200";
    private final AuditTrail trail;
    private final Clock clock;

    AuditController(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    /**
     * Newest first. A {@code Link} header names the next page where there is one.
     *
     * @param outcome done, refused or failed
     * @param before a number: only entries below it
     */
    @GetMapping
    @Needs(value = Role.APPROVER, everyHost = true)
    ResponseEntity<List<AuditReport>> list(
            @RequestParam Optional<String> actor,
            @RequestParam Optional<String> action,
            @RequestParam Optional<String> outcome,
            @RequestParam Optional<Long> before,
            @RequestParam(defaultValue = USUAL) int limit) {
        List<AuditReport> page = page(query(actor, action, outcome, before, limit));
        return headed(page, limit).body(page);
    }

    /** The same for people or spreadsheets, {@code table} or {@code csv}; a page, too. */
    @GetMapping(params = "format")
    @Needs(value = Role.APPROVER, everyHost = true)
    ResponseEntity<byte[]> list(
            @RequestParam String format,
            @RequestParam Optional<String> actor,
            @RequestParam Optional<String> action,
            @RequestParam Optional<String> outcome,
            @RequestParam Optional<Long> before,
            @RequestParam(defaultValue = USUAL) int limit) {
        List<AuditReport> page = page(query(actor, action, outcome, before, limit));
        return switch (format) {
            case "table" -> text(page, limit, "text/plain;charset=utf-8", AuditText.table(page));
            case "csv" -> text(page, limit, "text/csv;charset=utf-8", AuditText.csv(page));
            default -> throw new IllegalArgumentException("no list format " + format + ". Maybe table or csv");
        };
    }

    private static ResponseEntity<byte[]> text(List<AuditReport> page, int limit, String type, String text) {
        return headed(page, limit)
                .contentType(MediaType.parseMediaType(type))
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ResponseEntity.BodyBuilder headed(List<AuditReport> page, int limit) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (page.size() == limit) {
            String next = ServletUriComponentsBuilder.fromCurrentRequest()
                    .replaceQueryParam("before", page.getLast().number())
                    .build()
                    .toUriString();
            answer.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return answer;
    }

    private static Query query(
            Optional<String> actor,
            Optional<String> action,
            Optional<String> outcome,
            Optional<Long> before,
            int limit) {
        return new Query(
                actor,
                action,
                outcome.map(AuditController::outcome),
                before.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                limit);
    }

    private static Outcome outcome(String word) {
        return Arrays.stream(Outcome.values())
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no outcome: " + Texts.quoted(word) + ". Maybe "
                        + Arrays.stream(Outcome.values()).map(Outcome::word).collect(Collectors.joining(", "))));
    }

    private List<AuditReport> page(Query query) {
        return trail.entries(query).stream().map(this::report).toList();
    }

    private AuditReport report(Entry entry) {
        Deed deed = entry.deed();
        return new AuditReport(
                entry.number(),
                entry.at().atZone(clock.getZone()).toOffsetDateTime(),
                deed.actor(),
                deed.way(),
                deed.from(),
                deed.method(),
                deed.action(),
                deed.object(),
                deed.digest(),
                deed.reason(),
                deed.status(),
                deed.outcome().word());
    }
}
