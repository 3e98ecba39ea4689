package io.evac.daemon;

import io.evac.inventory.HostName;

/** What was asked for is about hosts that the caller may not use. */
public final class BeyondException extends ToldException {
    private static final long serialVersionUID = 1L;

    private static final String REMEDY = "Maybe ask somebody who may, or an admin for one of their labels";

    private BeyondException(String message) {
        super(403, "EVAC-614", message, REMEDY);
    }

    /** @param what e.g. {@code run R-17} */
    static BeyondException of(String what) {
        return new BeyondException(what + " is about hosts that you may not use");
    }

    static BeyondException of(HostName host) {
        return new BeyondException("you may not use host " + host);
    }
}
