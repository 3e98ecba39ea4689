package io.evac.remote.tree;

import io.evac.inventory.Texts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Paths of a manifest on their way out: to a host as bytes ended by NUL, to people as text. */
final class Names {
    private Names() {}

    /** As {@code find} would name it: {@code ./path}, or {@code .}. */
    static String dotted(String path) {
        return path.equals(".") ? path : "./" + path;
    }

    static byte[] list(Collection<String> paths) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (String path : paths) {
            list.writeBytes(dotted(path).getBytes(StandardCharsets.ISO_8859_1));
            list.write(0);
        }
        return list.toByteArray();
    }

    static String shown(String path) {
        return Texts.quoted(new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    /** Cuts a list, keeping its order, into pieces of at most so many bytes (one path at least). */
    static List<List<String>> pieces(List<String> paths, int bytes) {
        List<List<String>> pieces = new ArrayList<>();
        int size = Integer.MAX_VALUE;
        for (String path : paths) {
            int length = path.length() + 3;
            if (size > bytes - length) {
                pieces.add(new ArrayList<>());
                size = 0;
            }
            pieces.getLast().add(path);
            size += length;
        }
        return pieces;
    }
}
