package io.evac.remote.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One line of a known_hosts file.
 *
 * @param hosts the names as they stand there: a pattern list, or {@code |1|salt|hash}
 * @param type for example {@code ssh-ed25519}
 * @param key in base64
 * @param revoked whether the line forbids the key instead of trusting it
 */
record PinnedKey(String hosts, String type, String key, boolean revoked) {
    private static final String REVOKED = "@revoked";
    private static final String HASHED = "|1|";
    private static final Pattern TYPE = Pattern.compile("[a-z0-9@.-]{1,64}");

    /** The name of an address as known_hosts spells it. */
    static String nameOf(String host, int port) {
        return port == 22 ? host : "[" + host + "]:" + port;
    }

    /** {@code SHA256:…}, as ssh-keygen -l prints it. */
    static String fingerprint(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    /** Empty for blank lines, comments, certificate authorities (not supported) and anything malformed. */
    static Optional<PinnedKey> parse(String line) {
        String[] words = line.strip().split("[ \\t]+");
        boolean marked = words[0].startsWith("@");
        int first = marked ? 1 : 0;
        if (line.strip().startsWith("#") || marked && !words[0].equals(REVOKED) || words.length < first + 3) {
            return Optional.empty();
        }
        String type = words[first + 1];
        String key = words[first + 2];
        if (!TYPE.matcher(type).matches() || decode(key).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PinnedKey(words[first], type, key, marked));
    }

    boolean isFor(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return hosts.startsWith(HASHED) ? hashMatches(wanted) : patternsMatch(wanted);
    }

    boolean equalsKey(byte[] other) {
        return decode(key).filter(mine -> MessageDigest.isEqual(mine, other)).isPresent();
    }

    private boolean hashMatches(String name) {
        String[] parts = hosts.substring(HASHED.length()).split("\\|");
        Optional<byte[]> salt = decode(parts[0]);
        if (parts.length != 2 || salt.isEmpty() || salt.get().length == 0) {
            return false;
        }
        try {
            // HMAC-SHA1 hides names in the file format; nothing is trusted because of it.
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt.get(), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return decode(parts[1])
                    .filter(wanted -> Arrays.equals(wanted, hash))
                    .isPresent();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has HmacSHA1", impossible);
        }
    }

    /** As OpenSSH does: one pattern must match, and none with {@code !} in front may. */
    private boolean patternsMatch(String name) {
        boolean found = false;
        for (String pattern : hosts.toLowerCase(Locale.ROOT).split(",")) {
            boolean negated = pattern.startsWith("!");
            if (glob(negated ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
