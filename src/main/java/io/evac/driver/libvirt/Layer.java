package io.evac.driver.libvirt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of a disk's chain: the disk itself, or a layer over it that Evac has made ({@code <disk>.evac-<number>}).
 *
 * @param base the disk's own path
 * @param number of the layer; 0 for the disk itself
 */
record Layer(String base, int number) implements Comparable<Layer> {
    private static final Pattern FORM = Pattern.compile("(.+)\\.evac-(\\d{1,9})");

    static Layer of(String path) {
        Matcher form = FORM.matcher(path);
        return form.matches() ? new Layer(form.group(1), Integer.parseInt(form.group(2))) : new Layer(path, 0);
    }

    String path() {
        return number == 0 ? base : base + ".evac-" + number;
    }

    /** Its name without the directory. */
    String file() {
        return file(number);
    }

    /** The name of another layer of the same disk, without the directory; 0 for the disk itself. */
    String file(int other) {
        return name(new Layer(base, other).path());
    }

    /** A path without its directory. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(Layer other) {
        int byBase = base.compareTo(other.base);
        return byBase != 0 ? byBase : Integer.compare(number, other.number);
    }
}
