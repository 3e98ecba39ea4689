package io.evac.driver.libvirt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a domain is that leaves its host while it runs, memory and disks.
 *
 * @param carried bytes; what is written anew is carried anew
 * @param left bytes, as far as is known
 */
record MigrationJob(long carried, long left) {
    /** Numbers beyond this are none of bytes. */
    private static final Pattern LINE = Pattern.compile("([a-z_]{1,64}): (\\d{1,15})");

    /** VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT. */
    private static final long LEAVES = 5;

    /** What {@code virsh domjobinfo --rawstats} says; empty when that is nothing of a domain that leaves. */
    static Optional<MigrationJob> read(String said) {
        Map<String, Long> numbers = new HashMap<>();
        said.lines().forEach(line -> {
            Matcher match = LINE.matcher(line.strip());
            if (match.matches()) {
                numbers.put(match.group(1), Long.valueOf(match.group(2)));
            }
        });
        Long carried = numbers.get("data_processed");
        Long left = numbers.get("data_remaining");
        boolean leaves = numbers.getOrDefault("operation", 0L) == LEAVES;
        return leaves && carried != null && left != null
                ? Optional.of(new MigrationJob(carried, left))
                : Optional.empty();
    }
}
