package io.evac.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The windows of the nights in which the clocks of five zones are set: {@code -Dgolden.write=true} writes the table anew. In
 * two of them the change is at midnight, in one it is half an hour.
 */
class DstNightsTest {
    private static final Path TABLE = Path.of("src/test/resources/schedule/dst-nights.txt");
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("America/Santiago"),
            ZoneId.of("Africa/Cairo"));
    private static final List<String> STARTS = List.of("0 0 22 * * ?", "0 0 0 * * ?", "0 45 1 * * ?", "0 30 2 * * ?");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEE dd HH:mm xxx", Locale.ROOT);

    @Test
    void windowsOfTheNightsInWhichClocksAreSet() throws IOException {
        StringBuilder table = new StringBuilder("Windows of four hours with a lockout of one, in the nights of 2027 in"
                + " which clocks are set: opens, lockout, closes; how long it really is.\n");
        for (ZoneId zone : ZONES) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("2027-01-01T00:00:00Z"));
            for (int i = 0; i < 2; i++) {
                nights(table, zone, change);
                change = zone.getRules().nextTransition(change.getInstant());
            }
        }
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(TABLE.getParent());
            Files.writeString(TABLE, table);
        }
        assertThat(table).hasToString(Files.readString(TABLE));
    }

    private static void nights(StringBuilder table, ZoneId zone, ZoneOffsetTransition change) {
        table.append("\n%s, %s to %s%n"
                .formatted(
                        zone,
                        change.getDateTimeBefore(),
                        change.getDateTimeAfter().toLocalTime())
                .replace(System.lineSeparator(), "\n"));
        LocalDate day = change.getDateTimeBefore().toLocalDate();
        Instant evening = day.minusDays(1).atTime(12, 0).atZone(zone).toInstant();
        for (String cron : STARTS) {
            table.append("  ").append(cron).append('\n');
            TestWindows.next(cron, zone, Duration.ofHours(4), Duration.ofHours(1), evening, 3).stream()
                    .takeWhile(window -> window.opens().isBefore(evening.plus(Duration.ofHours(48))))
                    .forEach(window -> table.append("    ")
                            .append(local(window.opens(), zone))
                            .append(" | ")
                            .append(local(window.lockout(), zone))
                            .append(" | ")
                            .append(local(window.closes(), zone))
                            .append(" | ")
                            .append(Duration.between(window.opens(), window.closes()))
                            .append('\n'));
        }
    }

    private static String local(Instant time, ZoneId zone) {
        return LOCAL.format(OffsetDateTime.ofInstant(time, zone));
    }
}
