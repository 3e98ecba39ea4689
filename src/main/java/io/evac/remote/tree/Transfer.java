package io.evac.remote.tree;

import io.evac.inventory.Texts;
import java.util.Arrays;
import java.util.Locale;

/** How bytes travel between two hosts. */
public enum Transfer {
    /** The first of the others that works between the two. */
    AUTO,
    /** rsync, host to host. */
    RSYNC,
    /** A tar stream, host to host. */
    TAR,
    /** A tar stream over the orchestrator's two connections. */
    RELAY;

    /**
     * The way that a word of hosts.yaml names.
     *
     * @param setting where the word stands, for the message
     * @throws IllegalArgumentException when it is none of the words
     */
    public static Transfer of(String setting, String word) {
        return Arrays.stream(values())
                .filter(transfer -> transfer.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        setting + " is " + Texts.quoted(word) + ". Maybe auto, rsync, tar or relay"));
    }

    /** How hosts.yaml says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
