package io.evac.driver.files;

import io.evac.plan.Objection;
import io.evac.plan.Objection.Severity;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that this driver may object to; {@code docs/codes.md} says more about each. */
enum ObjectionCode {
    NO_SPACE("EVAC-240"),
    NAME_IN_PLACE("EVAC-241"),
    STATUS_UNKNOWN("EVAC-242"),
    PATH_TOO_LONG("EVAC-243"),
    ATTRIBUTES("EVAC-244"),
    OWNERS("EVAC-246"),
    HOLES_FILLED("EVAC-247"),
    DEFINITION("EVAC-248"),
    NOT_THERE("EVAC-249"),
    UNASKED("EVAC-320"),
    TOOL_MISSING("EVAC-321"),
    PARKING_ELSEWHERE("EVAC-322"),
    ROOT("EVAC-323"),
    SETTINGS("EVAC-324"),
    TRANSFER_IMPOSSIBLE("EVAC-325");

    private final String code;

    ObjectionCode(String code) {
        this.code = code;
    }

    static Set<String> all() {
        return Arrays.stream(values()).map(one -> one.code).collect(Collectors.toUnmodifiableSet());
    }

    Objection error(String reason, String remedy) {
        return new Objection(Severity.ERROR, code, reason, remedy);
    }

    Objection warning(String reason, String remedy) {
        return new Objection(Severity.WARNING, code, reason, remedy);
    }
}
