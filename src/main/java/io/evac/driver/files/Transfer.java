package io.evac.driver.files;

import io.evac.inventory.Texts;
import java.util.Arrays;
import java.util.Locale;

/** How bytes travel between two hosts. */
enum Transfer {
    /** The first of the others that works between the two. */
    AUTO,
    /** rsync, host to host. */
    RSYNC,
    /** A tar stream, host to host. */
    TAR,
    /** A tar stream over the orchestrator's two connections. */
    RELAY;

    static Transfer of(String word) {
        return Arrays.stream(values())
                .filter(transfer -> transfer.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "files.transfer is " + Texts.quoted(word) + ". Maybe auto, rsync, tar or relay"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
