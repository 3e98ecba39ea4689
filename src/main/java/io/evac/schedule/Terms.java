package io.evac.schedule;

import io.evac.hook.Hooks;
import io.evac.inventory.Bandwidth;

/**
 * What a run begins with besides its plan.
 *
 * @param bandwidth what all of its transfers may send together
 * @param hooks what is called around its hosts and cutovers
 */
public record Terms(Bandwidth bandwidth, Hooks hooks) {
    /** No limit, and nothing is called. */
    public static final Terms NONE = new Terms(Bandwidth.UNLIMITED, Hooks.NONE);
}
