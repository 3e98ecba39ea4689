package io.evac.driver.libvirt;

import io.evac.driver.libvirt.DomainXml.DiskXml;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Disk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the image of a disk is, and what it is based on, as {@code survey.sh} tells it.
 *
 * @param occupied bytes, its layers included
 * @param length of the file that is written
 * @param header the first bytes of that file, in hexadecimal
 * @param below the files that it is based on, nearest first
 */
record ImageSize(long occupied, Optional<Long> length, String header, List<String> below) {
    static final ImageSize UNKNOWN = new ImageSize(0, Optional.empty(), "", List.of());

    private static final Pattern BELOW = Pattern.compile("(\\S+) below (.+)");
    private static final String NUMBER = "\\d{1,18}";

    /** Magic number and version; behind what is said of the file below stands the size. */
    private static final Pattern QCOW2 = Pattern.compile("514649fb0000000[23][0-9a-f]{32}([0-7][0-9a-f]{15})");

    /** By target. */
    static Map<String, ImageSize> table(String lines) {
        Map<String, ImageSize> images = new HashMap<>();
        Map<String, List<String>> below = new HashMap<>();
        for (String line : Virsh.lines(lines).toList()) {
            String[] words = line.split("\\s+");
            Matcher based = BELOW.matcher(line);
            if (based.matches()) {
                below.computeIfAbsent(based.group(1), target -> new ArrayList<>())
                        .add(based.group(2));
            } else if (words.length > 1 && words[1].matches(NUMBER)) {
                boolean file = words.length > 2 && words[2].matches(NUMBER);
                images.put(
                        words[0],
                        new ImageSize(
                                Long.parseLong(words[1]),
                                file ? Optional.of(Long.valueOf(words[2])) : Optional.empty(),
                                words.length > 3 ? words[3] : "",
                                List.of()));
            }
        }
        below.forEach((target, files) -> images.computeIfPresent(target, (same, image) -> image.over(files)));
        return images;
    }

    private ImageSize over(List<String> files) {
        return new ImageSize(occupied, length, header, List.copyOf(files));
    }

    /** The same on storage of others: it takes no room of its host. */
    ImageSize elsewhere() {
        return new ImageSize(0, length, header, below);
    }

    Disk of(DiskXml disk) {
        return new Disk(
                disk.target(),
                new ByteSize(occupied),
                virtual(disk.format()),
                Optional.of(disk.format()).filter(format -> !format.isEmpty()),
                disk.format().equals("qcow2") ? below : List.of());
    }

    /** What a guest sees; what it has written itself at the start of a raw image says nothing. */
    private Optional<ByteSize> virtual(String format) {
        return switch (format) {
            case "", "raw" -> length.map(ByteSize::new);
            case "qcow2" ->
                Optional.of(QCOW2.matcher(header))
                        .filter(Matcher::matches)
                        .map(found -> new ByteSize(HexFormat.fromHexDigitsToLong(found.group(1))));
            default -> Optional.empty();
        };
    }
}
