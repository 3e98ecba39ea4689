package io.evac.remote.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * An Ed25519 key pair for one transfer, made in this JVM and never written to its disk. Close it when the transfer is
 * over: the private key is overwritten.
 */
public final class OneTimeKey implements AutoCloseable {
    private static final String TYPE = "ssh-ed25519";
    private static final int KEY_BYTES = 32;
    private static final int BLOCK = 8;

    private final byte[] privateKey;
    private final String publicLine;
    private boolean destroyed;

    private OneTimeKey(byte[] privateKey, String publicLine) {
        this.privateKey = privateKey;
        this.publicLine = publicLine;
    }

    /**
     * A new key pair.
     *
     * @param comment what ends the public line, to find and remove it by; letters, digits and {@code ._:@-} only
     * @throws IllegalArgumentException for any other comment
     */
    public static OneTimeKey generate(String comment) {
        if (!comment.matches("[A-Za-z0-9._:@/-]{1,128}")) {
            throw new IllegalArgumentException("the comment of a key must be 1 to 128 of A-Z a-z 0-9 . _ : @ / -");
        }
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] open = Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
            byte[] file = openSshFile(seed, open, comment);
            Arrays.fill(seed, (byte) 0);
            String line = TYPE + " " + Base64.getEncoder().encodeToString(publicBlob(open)) + " " + comment;
            return new OneTimeKey(file, line);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM since 15 has Ed25519", impossible);
        }
    }

    /**
     * A copy of the private key file as OpenSSH writes it, not encrypted. Overwrite it after use.
     *
     * @throws IllegalStateException when closed
     */
    public synchronized byte[] privateKey() {
        if (destroyed) {
            throw new IllegalStateException("the one-time key was destroyed");
        }
        return privateKey.clone();
    }

    /** The line for authorized_keys, without options and without a line feed: {@code ssh-ed25519 AAAA… comment}. */
    public String publicLine() {
        return publicLine;
    }

    @Override
    public synchronized void close() {
        Arrays.fill(privateKey, (byte) 0);
        destroyed = true;
    }

    @Override
    public String toString() {
        return publicLine;
    }

    private static byte[] publicBlob(byte[] open) {
        return join(field(TYPE.getBytes(StandardCharsets.US_ASCII)), field(open));
    }

    /** The container "openssh-key-v1" (PROTOCOL.key of OpenSSH) without a passphrase. */
    private static byte[] openSshFile(byte[] seed, byte[] open, String comment) {
        byte[] check = new byte[4];
        new SecureRandom().nextBytes(check);
        byte[] secret = join(
                check,
                check,
                publicBlob(open),
                field(join(seed, open)),
                field(comment.getBytes(StandardCharsets.US_ASCII)));
        byte[] padded = Arrays.copyOf(secret, (secret.length + BLOCK - 1) / BLOCK * BLOCK);
        for (int i = secret.length; i < padded.length; i++) {
            padded[i] = (byte) (i - secret.length + 1);
        }
        byte[] none = field("none".getBytes(StandardCharsets.US_ASCII));
        byte[] magic = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
        byte[] one = {0, 0, 0, 1};
        byte[] body = join(magic, none, none, field(new byte[0]), one, field(publicBlob(open)), field(padded));
        byte[] base64 = Base64.getMimeEncoder(70, new byte[] {'\n'}).encode(body);
        byte[] file = join(
                "-----BEGIN OPENSSH PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII),
                base64,
                "\n-----END OPENSSH PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII));
        for (byte[] used : new byte[][] {secret, padded, body, base64}) {
            Arrays.fill(used, (byte) 0);
        }
        return file;
    }

    private static byte[] field(byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
