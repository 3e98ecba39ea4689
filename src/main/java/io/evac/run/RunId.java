package io.evac.run;

import io.evac.inventory.Texts;

/** A run's short name: {@code R-17}. */
public record RunId(String value) {
    /** @throws IllegalArgumentException for any other form */
    public RunId {
        if (!value.matches("R-[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("not a run id: " + Texts.quoted(value) + ". Maybe it looks like R-17");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
