package io.evac.metrics;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Prometheus is told, in its text format. */
record Scrape(String text) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");

    private record Sample(String name, String labels, double value) {}

    private Stream<Sample> samples() {
        return text.lines().filter(line -> !line.startsWith("#")).map(line -> {
            Matcher parts = SAMPLE.matcher(line);
            if (!parts.matches()) {
                throw new AssertionError("no sample: " + line);
            }
            return new Sample(
                    parts.group(1), parts.group(2) == null ? "" : parts.group(2), Double.parseDouble(parts.group(3)));
        });
    }

    Set<String> names() {
        return samples().map(Sample::name).collect(Collectors.toSet());
    }

    /** Of every label that any of our metrics has. */
    Set<String> ourLabels() {
        return samples()
                .filter(sample -> sample.name().startsWith("evac_"))
                .flatMap(sample ->
                        Pattern.compile("(\\w+)=\"").matcher(sample.labels()).results())
                .map(label -> label.group(1))
                .collect(Collectors.toSet());
    }

    /** The sum of the samples of that name whose labels have all of these, as {@code state="running"}. */
    double sum(String name, String... labels) {
        return samples()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> List.of(labels).stream().allMatch(sample.labels()::contains))
                .mapToDouble(Sample::value)
                .sum();
    }
}
