package io.evac.api;

import io.evac.access.Role;
import io.evac.inventory.Texts;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A role as a request says it. */
final class RoleWord {
    private RoleWord() {}

    static Role read(String word) {
        return Role.of(word)
                .orElseThrow(() -> new IllegalArgumentException("no role: " + Texts.quoted(word) + ". Maybe "
                        + Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "))));
    }
}
