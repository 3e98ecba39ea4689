package io.evac.remote.tree;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.util.Base64;

/** A fresh Ed25519 key for one transfer, in the forms that OpenSSH reads. It is never logged nor kept. */
final class OneTimeKey {
    private static final String TYPE = "ssh-ed25519";
    private static final int BLOCK = 8;
    private final byte[] point;
    private final byte[] seed;

    OneTimeKey() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            this.seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            this.point = encoded((EdECPublicKey) pair.getPublic());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java 21 has Ed25519", e);
        }
    }

    /** 32 bytes, little-endian, the sign of x in the last bit. */
    private static byte[] encoded(EdECPublicKey key) {
        BigInteger y = key.getPoint().getY();
        byte[] point = new byte[32];
        for (int i = 0; i < point.length; i++) {
            point[i] = y.shiftRight(8 * i).byteValue();
        }
        if (key.getPoint().isXOdd()) {
            point[31] |= (byte) 0x80;
        }
        return point;
    }

    /** The line for authorized_keys, without options or comment. */
    String publicLine() {
        return TYPE + " " + Base64.getEncoder().encodeToString(publicBlob());
    }

    /** The private key file. */
    String privateFile() {
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        byte[] check = new byte[4];
        new SecureRandom().nextBytes(check);
        secret.writeBytes(check);
        secret.writeBytes(check);
        put(secret, TYPE.getBytes(StandardCharsets.US_ASCII));
        put(secret, point);
        put(secret, ByteBuffer.allocate(64).put(seed).put(point).array());
        put(secret, new byte[0]);
        for (int pad = 1; secret.size() % BLOCK != 0; pad++) {
            secret.write(pad);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        put(file, "none".getBytes(StandardCharsets.US_ASCII));
        put(file, "none".getBytes(StandardCharsets.US_ASCII));
        put(file, new byte[0]);
        file.writeBytes(ByteBuffer.allocate(4).putInt(1).array());
        put(file, publicBlob());
        put(file, secret.toByteArray());
        String body = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file.toByteArray());
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    private byte[] publicBlob() {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        put(blob, TYPE.getBytes(StandardCharsets.US_ASCII));
        put(blob, point);
        return blob.toByteArray();
    }

    private static void put(ByteArrayOutputStream to, byte[] bytes) {
        to.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        to.writeBytes(bytes);
    }
}
