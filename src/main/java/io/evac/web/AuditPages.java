package io.evac.web;

import io.evac.access.AuditTrail;
import io.evac.access.AuditTrail.Entry;
import io.evac.access.AuditTrail.Outcome;
import io.evac.access.AuditTrail.Query;
import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.inventory.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who asked for what, from where, and what came of it. */
@Controller
final class AuditPages {
    private static final int PAGE = 100;

    private final AuditTrail trail;

    AuditPages(AuditTrail trail) {
        this.trail = trail;
    }

    /** @param before only entries with a lower number */
    @GetMapping("/audit")
    @Needs(value = Role.APPROVER, everyHost = true)
    String list(
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String outcome,
            @RequestParam(required = false) Optional<Long> before,
            Model model) {
        Query query = new Query(
                said(actor),
                said(action),
                said(outcome).map(AuditPages::outcome),
                before.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                PAGE);
        List<Entry> entries = trail.entries(query);
        model.addAttribute("entries", entries);
        model.addAttribute("next", entries.size() == PAGE ? entries.getLast().number() : null);
        model.addAttribute("actor", actor);
        model.addAttribute("action", action);
        model.addAttribute("outcome", outcome);
        model.addAttribute(
                "outcomes", Arrays.stream(Outcome.values()).map(Outcome::word).toList());
        model.addAttribute("typed", Typed.of("evac", "audit"));
        return "audit";
    }

    private static Outcome outcome(String word) {
        return Arrays.stream(Outcome.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no outcome: " + Texts.quoted(word) + ". Maybe done, refused or failed"));
    }

    private static Optional<String> said(String text) {
        return Optional.of(text.strip()).filter(given -> !given.isEmpty());
    }
}
