package io.evac.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a {@link YamlDocument}. Each getter names a key that is allowed; what is wrong becomes a problem of the
 * document and the getter answers as if the key were absent. {@link #close} reports the keys that nobody asked for.
 */
public final class YamlMap implements AutoCloseable {
    private final YamlDocument document;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Mark> keys = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();
    private final Mark start;

    YamlMap(YamlDocument document, Optional<MappingNode> node, Mark start) {
        this.document = document;
        this.start = start;
        for (NodeTuple tuple : node.map(MappingNode::getValue).orElse(List.of())) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                Mark first = keys.putIfAbsent(key.getValue(), key.getStartMark());
                if (first != null) {
                    document.problem(
                            key.getStartMark(),
                            "the key " + shown(key.getValue()) + " stands twice, first in line "
                                    + (first.getLine() + 1),
                            "Maybe remove one of them");
                }
                values.putIfAbsent(key.getValue(), tuple.getValueNode());
            } else {
                document.problem(tuple.getKeyNode().getStartMark(), "a key that is not plain text", "Maybe quote it");
            }
        }
    }

    /** A plain value, read by {@code reader}; what it throws becomes a problem at the value. */
    public <T> Optional<T> value(String key, Function<String, T> reader) {
        Node node = ask(key);
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            document.problem(
                    node.getStartMark(),
                    shown(key) + " must be a single value",
                    "Maybe write " + shown(key) + ": VALUE");
            return Optional.empty();
        }
        return read(scalar, key, reader);
    }

    /** Like {@link #value}; a problem when the key is absent. */
    public <T> Optional<T> required(String key, Function<String, T> reader) {
        Node node = values.get(key);
        if (node == null || node.getTag().equals(Tag.NULL)) {
            asked.add(key);
            document.problem(start, "the key " + key + " is missing", "Maybe add " + key + ": VALUE");
            return Optional.empty();
        }
        return value(key, reader);
    }

    /** A whole number. */
    public Optional<Integer> number(String key) {
        return value(key, YamlMap::wholeNumber);
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> flag(String key) {
        return value(key, text -> switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default ->
                throw new IllegalArgumentException(
                        "not true or false: " + Texts.quoted(text) + ". Maybe true or false");
        });
    }

    /** A mapping; empty when the key is absent. */
    public Optional<YamlMap> map(String key) {
        Node node = ask(key);
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return Optional.empty();
        }
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlMap(document, Optional.of(mapping), keys.get(key)));
        }
        document.problem(node.getStartMark(), key + " must hold keys and values", "Maybe write " + key + ": {…}");
        return Optional.empty();
    }

    /** A list of plain values. */
    public <T> List<T> values(String key, Function<String, T> reader) {
        List<T> read = new ArrayList<>();
        for (Node item : items(key)) {
            if (item instanceof ScalarNode scalar) {
                read(scalar, key, reader).ifPresent(read::add);
            } else {
                document.problem(
                        item.getStartMark(), "an item of " + key + " must be a single value", "Maybe quote it");
            }
        }
        return read;
    }

    /** A list of mappings. */
    public List<YamlMap> maps(String key) {
        List<YamlMap> read = new ArrayList<>();
        for (Node item : items(key)) {
            if (item instanceof MappingNode mapping) {
                read.add(new YamlMap(document, Optional.of(mapping), item.getStartMark()));
            } else {
                document.problem(
                        item.getStartMark(),
                        "an item of " + key + " must hold keys and values",
                        "Maybe write - key: …");
            }
        }
        return read;
    }

    /** Whether the key holds a list rather than a single value. */
    public boolean isList(String key) {
        return values.get(key) instanceof SequenceNode;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Every key with its plain value as text; lists and mappings are problems. */
    public Map<String, String> plain() {
        Map<String, String> read = new LinkedHashMap<>();
        for (String key : values.keySet()) {
            value(key, text -> text).ifPresent(text -> read.put(key, text));
        }
        return read;
    }

    /** A problem at {@code key}, or at this mapping when the key is absent. */
    public void problem(String key, String message, String remedy) {
        document.problem(values.containsKey(key) ? values.get(key).getStartMark() : start, message, remedy);
    }

    /** Reports the keys that nobody asked for. */
    @Override
    public void close() {
        keys.forEach((key, mark) -> {
            if (!asked.contains(key)) {
                document.problem(
                        mark,
                        "unknown key " + Texts.quoted(key),
                        asked.isEmpty() ? "Maybe remove it" : "Maybe one of " + String.join(", ", asked));
            }
        });
    }

    /** Keys of ours as they are; of a mapping whose keys are anybody's, some need quotes. */
    private static String shown(String key) {
        return key.matches("[A-Za-z]{1,40}") ? key : Texts.quoted(key);
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "not a whole number: " + Texts.quoted(text) + ". Maybe write digits only", notANumber);
        }
    }

    private @org.jspecify.annotations.Nullable Node ask(String key) {
        asked.add(key);
        return values.get(key);
    }

    private List<Node> items(String key) {
        Node node = ask(key);
        if (node == null || node.getTag().equals(Tag.NULL)) {
            return List.of();
        }
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        document.problem(node.getStartMark(), key + " must be a list", "Maybe write " + key + ": [ … ]");
        return List.of();
    }

    private <T> Optional<T> read(ScalarNode scalar, String key, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(scalar.getValue()));
        } catch (IllegalArgumentException wrong) {
            String[] said = String.valueOf(wrong.getMessage()).split("\\. Maybe ", 2);
            document.problem(
                    scalar.getStartMark(),
                    shown(key) + ": " + said[0],
                    said.length == 2 ? "Maybe " + said[1] : "Maybe correct the value");
            return Optional.empty();
        }
    }
}
