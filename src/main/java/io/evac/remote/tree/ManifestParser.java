package io.evac.remote.tree;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what {@code manifest.sh} says: bytes, not text, and nothing is believed that does not fit. */
final class ManifestParser {
    private static final int FIELDS = 19;
    private final byte[] bytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int at;

    private ManifestParser(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param whole whether the script ended well; otherwise what vanished meanwhile is missing
     * @throws IllegalArgumentException when the output is not what the script says
     */
    static Manifest parse(byte[] bytes, Exclusions exclusions, boolean whole) {
        return new ManifestParser(bytes).parse(exclusions, whole);
    }

    private Manifest parse(Exclusions exclusions, boolean whole) {
        long clock = Long.parseLong(until("\n"));
        for (String record = until("//\n"); !record.equals("=links"); record = until("//\n")) {
            Entry entry = entry(record.split(" ", FIELDS));
            entries.put(entry.path(), entry);
        }
        for (String path = until("\0"); !path.isEmpty(); path = until("\0")) {
            String target = until("\0");
            entries.computeIfPresent(relative(path), (key, entry) -> entry.withTarget(target));
        }
        if (at < bytes.length) {
            attributes();
        }
        if (!entries.containsKey(".")) {
            throw new IllegalArgumentException("the tree itself is missing");
        }
        return Manifest.of(clock, entries.values(), exclusions, !whole);
    }

    private static Entry entry(String[] field) {
        if (field.length != FIELDS) {
            throw new IllegalArgumentException("a record of " + field.length + " fields");
        }
        int mode = Integer.parseInt(field[0], 16);
        boolean device = (mode & 0170000) == 0020000 || (mode & 0170000) == 0060000;
        return new Entry(
                relative(field[18]),
                mode,
                Long.parseLong(field[1]),
                Long.parseLong(field[2]),
                Long.parseLong(field[3]),
                Long.parseLong(field[17]),
                Long.parseLong(field[4]),
                nanos(field[7]),
                Long.parseLong(field[5]),
                nanos(field[10]),
                Long.parseLong(field[12]),
                Long.parseLong(field[14]),
                Long.parseLong(field[13]),
                device ? Long.parseLong(field[15], 16) << 32 | Long.parseLong(field[16], 16) : 0,
                "",
                "",
                "");
    }

    /** The fraction of {@code 23:13:13.918849033}. */
    private static int nanos(String time) {
        int dot = time.indexOf('.');
        return dot < 0 ? 0 : Integer.parseInt((time.substring(dot + 1) + "000000000").substring(0, 9));
    }

    private static String relative(String found) {
        if (found.equals(".")) {
            return found;
        }
        if (!found.startsWith("./") || found.length() < 3) {
            throw new IllegalArgumentException("a path outside of the tree");
        }
        for (String part : found.substring(2).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("a path outside of the tree");
            }
        }
        return found.substring(2);
    }

    /** The dump of {@code getfattr}: one block per file that has any, its name with octal escapes. */
    private void attributes() {
        if (!until("\n").equals("attributes")) {
            throw new IllegalArgumentException("an unknown section");
        }
        for (String line = until("\n"); !line.equals("# end"); line = until("\n")) {
            if (line.isEmpty()) {
                continue;
            }
            if (!line.startsWith("# file: ")) {
                throw new IllegalArgumentException("an attribute without a file");
            }
            String path = relative(unescaped(line.substring(8)));
            SortedSet<String> carried = new TreeSet<>();
            for (line = until("\n"); !line.isEmpty(); line = until("\n")) {
                if (travels(line)) {
                    carried.add(line);
                }
            }
            if (!carried.isEmpty()) {
                String digest = Sha256.of(String.join("\n", carried).getBytes(StandardCharsets.ISO_8859_1));
                entries.computeIfPresent(path, (key, entry) -> entry.withAttributes(digest));
            }
        }
    }

    /** Labels and the file system's own attributes belong to the host, not to the tree. */
    private static boolean travels(String attribute) {
        return attribute.startsWith("user.")
                || attribute.startsWith("trusted.") && !attribute.startsWith("trusted.overlay.")
                || attribute.startsWith("security.capability")
                || attribute.startsWith("system.posix_acl_");
    }

    private static String unescaped(String name) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\'
                    && i + 3 < name.length()
                    && name.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                plain.append((char) Integer.parseInt(name.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** The bytes up to the end mark, as Latin-1, and goes on behind it. */
    private String until(String end) {
        for (int i = at; i + end.length() <= bytes.length; i++) {
            boolean found = true;
            for (int k = 0; k < end.length() && found; k++) {
                found = bytes[i + k] == end.charAt(k);
            }
            if (found) {
                String text = new String(bytes, at, i - at, StandardCharsets.ISO_8859_1);
                at = i + end.length();
                return text;
            }
        }
        throw new IllegalArgumentException("cut short after " + bytes.length + " bytes");
    }
}
