package io.evac.plan;

import io.evac.inventory.Texts;
import io.evac.list.Row;
import java.util.ArrayList;
import java.util.List;

/** Which rows of the list this plan is about: {@code key=value} terms, all of which must hold. */
final class Selection {
    private record Term(String key, String value) {}

    private static final List<String> KEYS = List.of("host", "instance", "owner", "type");

    private final List<Term> terms;

    /** @throws IllegalArgumentException for a term that cannot be read */
    Selection(List<String> texts) {
        List<Term> read = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String key = equals < 0 ? "" : text.substring(0, equals).strip();
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("not a selection: " + Texts.quoted(text)
                        + ". Maybe write it like host=alpha; the keys are " + String.join(", ", KEYS));
            }
            read.add(new Term(key, text.substring(equals + 1).strip()));
        }
        this.terms = List.copyOf(read);
    }

    /** Whether the row is selected, its instance spelled as {@code instance}. */
    boolean holds(Row row, String instance) {
        return terms.stream().allMatch(term -> switch (term.key()) {
            case "host" -> row.host().value().equals(term.value());
            case "instance" -> instance.equals(term.value());
            case "owner" -> row.owner().orElse("").equals(term.value());
            default -> row.type().equals(term.value());
        });
    }

    /** The same for a row of which only this much could be read; what could not be read is taken to match. */
    boolean mayHold(String instance, String host) {
        return terms.stream().allMatch(term -> switch (term.key()) {
            case "host" -> host.equals(term.value());
            case "instance" -> instance.equals(term.value());
            default -> true;
        });
    }
}
