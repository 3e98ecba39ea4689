package io.evac.migration;

/** The stable codes of this package's failures. */
final class Codes {
    static final String UNREACHABLE = "EVAC-401";
    static final String CHANGED = "EVAC-402";
    static final String CONFLICT = "EVAC-403";
    static final String HOST = "EVAC-404";
    static final String REFUSES_STOP = "EVAC-405";
    static final String BUDGET = "EVAC-406";
    static final String POSTPONED = "EVAC-407";
    static final String NOT_CONVERGING = "EVAC-408";
    static final String SICK = "EVAC-409";
    static final String UNRESOLVED = "EVAC-411";
    static final String DOUBT = "EVAC-412";
    static final String FINALIZE = "EVAC-413";
    static final String CANCELLED = "EVAC-414";
    static final String DISCARDED = "EVAC-415";
    static final String NOT_PARKED = "EVAC-416";
    static final String HOST_OFF = "EVAC-417";
    static final String BACK = "EVAC-418";
    static final String SOURCE_LOST = "EVAC-419";
    static final String NOT_HANDED_OVER = "EVAC-420";

    private Codes() {}
}
