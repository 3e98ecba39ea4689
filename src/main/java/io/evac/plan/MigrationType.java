package io.evac.plan;

import io.evac.inventory.Texts;
import java.util.regex.Pattern;

/**
 * How an instance is carried; drivers say which they know. {@code auto} asks for the least downtime that the pair of
 * hosts supports and never stands in a {@link Move}.
 */
public record MigrationType(String value) {
    /** First of all: the constants below are checked by it. */
    private static final Pattern FORM = Pattern.compile("[a-z][a-z+-]{0,31}");

    public static final MigrationType AUTO = new MigrationType("auto");
    /** Stopped while copied. */
    public static final MigrationType COLD = new MigrationType("cold");
    /** Synced while running, then a short stop. */
    public static final MigrationType SEMI_LIVE = new MigrationType("semi-live");
    /** Synced while running, then suspended; its memory travels, too, and it goes on where it was. */
    public static final MigrationType WARM = new MigrationType("warm");
    /** Its memory travels while it runs, its disks are shared; it waits at the destination, and goes on there where it was. */
    public static final MigrationType LIVE = new MigrationType("live");
    /** Disks and memory travel while it runs; it waits at the destination, and goes on there where it was. */
    public static final MigrationType LIVE_BLOCK = new MigrationType("live+block");

    /** @throws IllegalArgumentException for text that no type can have */
    public MigrationType {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a migration type: " + Texts.quoted(value)
                    + ". Maybe auto, cold, semi-live, warm, live or live+block");
        }
    }

    /** Whether the instance runs on while it is being stopped: what stops it hands it over. */
    public boolean handsOver() {
        return equals(LIVE) || equals(LIVE_BLOCK);
    }

    /**
     * Whether {@code auto} may choose it. Disks that are handed over are not: undone behind the switch, the instance starts
     * as behind a power cut, where its other types have it shut down in order and start soon after. Where disks are shared
     * nothing else is nearly as short.
     */
    public boolean chosenUnasked() {
        return !equals(LIVE_BLOCK);
    }

    @Override
    public String toString() {
        return value;
    }
}
