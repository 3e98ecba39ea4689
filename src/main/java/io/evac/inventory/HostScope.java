package io.evac.inventory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hosts by their labels of hosts.yaml.
 *
 * @param terms a host is meant when all labels of any of them are its own; none means every host
 */
public record HostScope(List<Map<String, String>> terms) {
    /** Every host, labelled or not. */
    public static final HostScope EVERY = new HostScope(List.of());

    private static final Pattern PAIR = Pattern.compile("([^\\s=,]+)=([^\\s=,]+)");

    public HostScope {
        terms = List.copyOf(terms);
    }

    /**
     * Reads terms such as {@code rack=r7} or {@code site=berlin,rack=r7}, of which a comma joins what must hold together.
     *
     * @param words a term each; none means every host
     * @throws IllegalArgumentException for what is no term; the message ends with a remedy
     */
    public static HostScope parse(List<String> words) {
        List<Map<String, String>> terms = new ArrayList<>();
        for (String word : words) {
            Map<String, String> labels = new TreeMap<>();
            for (String pair : word.split(",", -1)) {
                var read = PAIR.matcher(pair);
                if (!read.matches() || labels.put(read.group(1), read.group(2)) != null) {
                    throw new IllegalArgumentException("no labels of hosts: " + Texts.quoted(word)
                            + ". Maybe rack=r7, or site=berlin,rack=r7 for both together");
                }
            }
            if (!terms.contains(labels)) {
                terms.add(labels);
            }
        }
        return new HostScope(terms);
    }

    /** What {@link #toString} wrote. */
    public static HostScope kept(String text) {
        return text.isEmpty() ? EVERY : parse(Arrays.asList(text.split(" ")));
    }

    /** Whether no host is left out, today's and tomorrow's. */
    public boolean isEvery() {
        return terms.isEmpty();
    }

    public boolean covers(Host host) {
        return isEvery()
                || terms.stream().anyMatch(labels -> host.labels().entrySet().containsAll(labels.entrySet()));
    }

    /** Whether it has every host of the other one, whatever labels hosts will have: each of its terms says as much or more. */
    public boolean covers(HostScope other) {
        return isEvery()
                || !other.isEvery()
                        && other.terms.stream()
                                .allMatch(theirs -> terms.stream()
                                        .anyMatch(mine -> theirs.entrySet().containsAll(mine.entrySet())));
    }

    /** One word for each term, as {@link #parse} reads them. */
    public List<String> words() {
        return terms.stream()
                .map(labels -> labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(",")))
                .toList();
    }

    /** For people, e.g. {@code hosts with rack=r7}. */
    public String told() {
        return isEvery() ? "every host" : "hosts with " + String.join(" or ", words());
    }

    /** All words; empty for every host. */
    @Override
    public String toString() {
        return String.join(" ", words());
    }
}
