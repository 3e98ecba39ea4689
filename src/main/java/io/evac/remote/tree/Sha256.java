package io.evac.remote.tree;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal. */
public final class Sha256 {
    private final MessageDigest digest;

    public Sha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String of(byte[] bytes) {
        Sha256 sum = new Sha256();
        sum.digest.update(bytes);
        return sum.hex();
    }

    /** Adds text whose characters are bytes. */
    public void add(String latin) {
        digest.update(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The digest of all that was added; begins anew. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
