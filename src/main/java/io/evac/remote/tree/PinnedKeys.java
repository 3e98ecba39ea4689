package io.evac.remote.tree;

import io.evac.inventory.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The host keys that our own known_hosts pins, plain or hashed names. Lines with patterns or markers pin nothing here. */
public final class PinnedKeys {
    private final Path file;

    /** @param file in the form of known_hosts; where there is none, nothing is pinned */
    public PinnedKeys(Path file) {
        this.file = file;
    }

    /** Type and key, e.g. {@code ssh-ed25519 AAAA…}, of the host at this address. */
    List<String> of(Address address) {
        String name = address.port() == 22 ? address.host() : "[" + address.host() + "]:" + address.port();
        List<String> keys = new ArrayList<>();
        for (String line : lines()) {
            String[] field = line.strip().split("\\s+");
            boolean key = field.length >= 3 && !line.startsWith("#") && !line.startsWith("@");
            if (key
                    && names(field[0], name)
                    && field[2].matches("[A-Za-z0-9+/=]+")
                    && field[1].matches("[a-z0-9@.-]+")) {
                keys.add(field[1] + " " + field[2]);
            }
        }
        return keys;
    }

    private List<String> lines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean names(String field, String name) {
        if (field.startsWith("|1|")) {
            return hashed(field.split("\\|"), name);
        }
        return List.of(field.split(",")).contains(name);
    }

    private static boolean hashed(String[] part, String name) {
        if (part.length != 4) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(part[2]), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.US_ASCII));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(part[3]));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
