package io.evac.notice;

import io.evac.inventory.Texts;
import io.evac.plan.MoveId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links by which an owner may have one instance moved early, and nothing else: they name the move and when they expire, and
 * are signed (HMAC-SHA-256). Thread-safe.
 */
public final class OwnerLinks {
    /** Where links lead, behind the daemon's own address. */
    public static final String PATH = "/owner/";

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9-]{1,40}\\.\\d{1,9})~(\\d{1,12})~([A-Za-z0-9_-]{43})");
    private static final String HMAC = "HmacSHA256";
    private static final int LEAST = 32;

    private final SecretKeySpec secret;
    private final String url;
    private final Clock clock;

    /**
     * @param secret at least 32 bytes
     * @param url where owners reach the daemon; empty where they do not, and there are no links
     */
    public OwnerLinks(byte[] secret, String url, Clock clock) {
        if (secret.length < LEAST) {
            throw new IllegalArgumentException(
                    "the secret of owners' links is shorter than " + LEAST + " bytes. Maybe openssl rand -hex 32");
        }
        if (!url.isEmpty() && !url.matches("https?://[A-Za-z0-9.:\\[\\]-]+(/.*)?")) {
            throw new IllegalArgumentException(
                    "evac.url is no address: " + Texts.quoted(url) + ". Maybe https://evac.example.org");
        }
        this.secret = new SecretKeySpec(secret, HMAC);
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.clock = clock;
    }

    /** What a link is good for. */
    public record Claim(MoveId move, Instant until) {}

    /** A link that is good for nothing. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean expired;

        RefusedException(String message, boolean expired) {
            super(message);
            this.expired = expired;
        }

        /** Whether it was good once. */
        public boolean expired() {
            return expired;
        }
    }

    /** The name, and port, under which owners reach the daemon; empty where they do not. */
    public Optional<String> authority() {
        return Optional.of(url)
                .filter(it -> !it.isEmpty())
                .map(it -> URI.create(it).getRawAuthority());
    }

    /** Whether we have signed it, however long ago. */
    public boolean signed(String token) {
        Matcher parts = FORM.matcher(token);
        return parts.matches() && right(parts);
    }

    /** A link for the move, good until then; empty when that is over, or owners do not reach the daemon. */
    public Optional<String> to(MoveId move, Instant until) {
        return url.isEmpty() || !clock.instant().isBefore(until)
                ? Optional.empty()
                : Optional.of(url + PATH + token(move, until));
    }

    /** The last segment of a link. */
    String token(MoveId move, Instant until) {
        String said = move.value() + "~" + until.getEpochSecond();
        return said + "~" + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(said));
    }

    /** @throws RefusedException for what we have not signed, or what has expired */
    public Claim read(String token) throws RefusedException {
        Matcher parts = FORM.matcher(token);
        if (!parts.matches() || !right(parts)) {
            throw new RefusedException("this is no link of ours", false);
        }
        Instant until = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
        if (!clock.instant().isBefore(until)) {
            throw new RefusedException("this link was good until " + until, true);
        }
        return new Claim(new MoveId(parts.group(1)), until);
    }

    private boolean right(Matcher parts) {
        byte[] signed = parts.group(3).getBytes(StandardCharsets.US_ASCII);
        byte[] right = Base64.getUrlEncoder().withoutPadding().encode(sign(parts.group(1) + "~" + parts.group(2)));
        return MessageDigest.isEqual(signed, right);
    }

    private byte[] sign(String said) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            return mac.doFinal(said.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
