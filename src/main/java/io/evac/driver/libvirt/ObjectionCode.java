package io.evac.driver.libvirt;

import io.evac.plan.Objection;
import io.evac.plan.Objection.Severity;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that this driver may object to; {@code docs/codes.md} says more about each. */
enum ObjectionCode {
    NOT_THERE("EVAC-249"),
    DISK_KIND("EVAC-260"),
    SNAPSHOTS("EVAC-261"),
    BACKING("EVAC-262"),
    PASSTHROUGH("EVAC-263"),
    MEDIUM("EVAC-264"),
    SAVED("EVAC-265"),
    TRANSIENT("EVAC-266"),
    SHARED_DISK("EVAC-267"),
    FILE_MISSING("EVAC-268"),
    TAKEN("EVAC-269"),
    PATH_TAKEN("EVAC-270"),
    NETWORK("EVAC-271"),
    CPU("EVAC-272"),
    MACHINE("EVAC-273"),
    ELSEWHERE("EVAC-274"),
    NO_SPACE("EVAC-275"),
    SAME_NAMES("EVAC-276"),
    CPU_OF_HOST("EVAC-277"),
    RESIZED_MEMORY("EVAC-278"),
    FIRMWARE("EVAC-279"),
    PARTLY_SHARED("EVAC-280"),
    NOT_SHARED("EVAC-281"),
    RESIZED_DISK("EVAC-282"),
    DEFINITION("EVAC-283"),
    EMULATED("EVAC-284"),
    IS_BASE("EVAC-285"),
    NO_ROOM("EVAC-286"),
    PAUSED("EVAC-287"),
    VARIABLES("EVAC-288"),
    UNASKED("EVAC-320"),
    SETTINGS("EVAC-324"),
    LIBVIRT("EVAC-340"),
    IMAGES("EVAC-341"),
    TOOLS("EVAC-342"),
    NO_HAND_OVER("EVAC-343");

    private static final Set<String> NEVER = Stream.of(
                    DISK_KIND,
                    SNAPSHOTS,
                    SAVED,
                    TRANSIENT,
                    SHARED_DISK,
                    SAME_NAMES,
                    PARTLY_SHARED,
                    RESIZED_DISK,
                    IS_BASE,
                    VARIABLES)
            .map(one -> one.code)
            .collect(Collectors.toUnmodifiableSet());

    private final String code;

    ObjectionCode(String code) {
        this.code = code;
    }

    /**
     * What no operator's word makes good: the move would leave a disk behind or smaller than it was asked for, take one from
     * another domain or file, lose the definition, or find no place for its UEFI variables.
     */
    static boolean forbids(Objection objection) {
        return NEVER.contains(objection.code());
    }

    String code() {
        return code;
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
