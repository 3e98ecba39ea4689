package io.evac.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The secret that lets a local command speak to the daemon: 256 random bits. */
public final class Token {
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private final byte[] secret;

    private Token(String hex) {
        this.secret = hex.getBytes(StandardCharsets.US_ASCII);
    }

    /** The token of the directory; made anew when there is none, or when others could have read it. */
    public static Token of(Home home) throws IOException {
        return new Token(secret(home.token()));
    }

    /** 256 random bits, as the file has them; made anew when there are none, or when others could have read them. */
    static String secret(Path file) throws IOException {
        Optional<String> known =
                Home.read(file).filter(text -> FORM.matcher(text).matches());
        if (known.isPresent() && closed(file)) {
            return known.get();
        }
        byte[] bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        String hex = HexFormat.of().formatHex(bits);
        Home.write(file, hex);
        return hex;
    }

    private static boolean closed(Path file) throws IOException {
        Set<PosixFilePermission> allowed = PosixFilePermissions.fromString("rw-------");
        return allowed.containsAll(Files.getPosixFilePermissions(file));
    }

    /** Whether {@code offered} is this token; takes as long for a wrong one as for the right one. */
    public boolean matches(String offered) {
        return MessageDigest.isEqual(secret, offered.getBytes(StandardCharsets.UTF_8));
    }
}
