package io.evac.api;

import io.evac.inventory.Texts;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.core.NestedExceptionUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with a request's body, in words: where, what, and what may help. */
record Unreadable(String what, String remedy) {
    private static final String BODY = "the request body cannot be read";

    static Unreadable of(Exception unreadable) {
        return switch (NestedExceptionUtils.getMostSpecificCause(unreadable)) {
            case UnrecognizedPropertyException unknown ->
                new Unreadable(
                        at(unknown) + "unknown key " + Texts.quoted(unknown.getPropertyName()),
                        "Maybe one of "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case DatabindException misfit ->
                new Unreadable(
                        at(misfit) + "not what is expected" + key(misfit),
                        "Maybe a value is missing, or of another kind");
            case JacksonException noJson ->
                new Unreadable(at(noJson) + "not JSON", "Maybe a quote or a bracket is missing");
            default -> new Unreadable(BODY, "Maybe it lacks a key, or it was written for another version.");
        };
    }

    private static String at(JacksonException where) {
        TokenStreamLocation location = where.getLocation();
        return location == null || location.getLineNr() < 1
                ? BODY + ": "
                : BODY + ": line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    private static String key(DatabindException misfit) {
        String path = misfit.getPath().stream()
                .map(step -> Objects.requireNonNullElseGet(step.getPropertyName(), () -> "[" + step.getIndex() + "]"))
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : " at " + Texts.quoted(path);
    }
}
