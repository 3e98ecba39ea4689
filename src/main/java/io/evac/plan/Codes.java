package io.evac.plan;

/** The planner's stable refusal codes; {@code docs/codes.md} says more about each. */
final class Codes {
    static final String HOST_UNKNOWN = "EVAC-201";
    static final String INSTANCE_NOT_FOUND = "EVAC-202";
    static final String DUPLICATE_ROW = "EVAC-203";
    static final String HOST_NOT_SURVEYED = "EVAC-204";
    static final String TYPE_NOT_SUPPORTED = "EVAC-205";
    static final String STATE_UNKNOWN = "EVAC-206";
    static final String SURVEY_PROBLEM = "EVAC-207";
    static final String HOST_EMPTY = "EVAC-208";
    static final String AMBIGUOUS = "EVAC-209";
    static final String BUSY = "EVAC-210";
    static final String DISK_SHRINKS = "EVAC-211";
    static final String DOWNTIME = "EVAC-212";
    static final String NO_DESTINATION = "EVAC-213";
    static final String NO_ROOM = "EVAC-214";
    static final String DESTINATION_UNKNOWN = "EVAC-215";
    static final String DESTINATION_IS_SOURCE = "EVAC-216";
    static final String DESTINATION_ACCEPTS_NOTHING = "EVAC-217";
    static final String DESTINATION_CORDONED = "EVAC-218";
    static final String DESTINATION_LEAVES = "EVAC-219";
    static final String DESTINATION_OTHER_DRIVER = "EVAC-220";
    static final String DESTINATION_NOT_SURVEYED = "EVAC-221";
    static final String NAME_TAKEN = "EVAC-222";
    static final String APART = "EVAC-223";
    static final String TOGETHER = "EVAC-224";
    static final String NOT_RESIZABLE = "EVAC-225";
    static final String RUNS_TWICE = "EVAC-226";
    static final String HOST_BEYOND = "EVAC-227";
    static final String DESTINATION_BEYOND = "EVAC-228";

    private Codes() {}
}
