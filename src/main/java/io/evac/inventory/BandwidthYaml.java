package io.evac.inventory;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The key {@code bandwidth} of our files: one rate, or a timetable. */
public final class BandwidthYaml {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    private BandwidthYaml() {}

    /** Unlimited where the key is not there; what is wrong with it is a problem of the file. */
    public static Bandwidth read(YamlMap entry) {
        if (!entry.isList("bandwidth")) {
            return entry.value("bandwidth", Bandwidth::parse).orElse(Bandwidth.UNLIMITED);
        }
        List<Bandwidth.Entry> entries = new ArrayList<>();
        for (YamlMap map : entry.maps("bandwidth")) {
            try (map) {
                Optional<LocalTime> from = map.required("from", BandwidthYaml::time);
                Optional<LocalTime> to = map.required("to", BandwidthYaml::time);
                Optional<Rate> limit = map.required("limit", Rate::parse);
                if (from.isPresent() && to.isPresent() && limit.isPresent()) {
                    entries.add(new Bandwidth.Entry(from.get(), to.get(), limit.get()));
                }
            }
        }
        try {
            return new Bandwidth(entries);
        } catch (IllegalArgumentException many) {
            entry.problem("bandwidth", String.valueOf(many.getMessage()), "Maybe one rate for the whole day");
            return Bandwidth.UNLIMITED;
        }
    }

    private static LocalTime time(String text) {
        try {
            return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text, MINUTE);
        } catch (DateTimeParseException notATime) {
            throw new IllegalArgumentException(
                    "not a time of day: " + Texts.quoted(text) + ". Maybe \"08:00\", in quotes", notATime);
        }
    }
}
