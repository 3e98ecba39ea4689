package io.evac.notice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts JSON with {@code X-Evac-Signature: sha256=<HMAC of the body>}. Nothing is followed, and no address of a private network
 * is asked unless its host is allowed: a descriptor must not make the daemon talk to its neighbours. Thread-safe.
 */
public final class SignedPost {
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;
    private static final int REQUEST_TIMEOUT = 408;

    private final String secret;
    private final Set<String> allowed;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param secret empty when none is configured
     * @param allowed hosts that are asked wherever they are
     */
    public SignedPost(String secret, Set<String> allowed) {
        this.secret = secret;
        this.allowed = Set.copyOf(allowed);
    }

    /** Why nothing can be posted there as the daemon is configured, with a remedy; empty when it can, or that is unknown now. */
    public Optional<String> obstacle(String address) {
        if (secret.isEmpty()) {
            return Optional.of("webhooks are signed, and there is no secret. Maybe set evac.webhook.secret:"
                    + " ${EVAC_WEBHOOK_SECRET} in config/application.yaml");
        }
        try {
            requireAllowed(URI.create(address).getHost());
            return Optional.empty();
        } catch (Messenger.RefusedException never) {
            return Optional.of(String.valueOf(never.getMessage()));
        } catch (IOException unknownNow) {
            return Optional.empty();
        }
    }

    /**
     * Posts it and waits for the whole answer; returns when that is one of success.
     *
     * @param address a URL, as {@link Target} takes it
     * @param patience for the whole answer
     * @param headers besides type and signature
     * @throws IOException for everything else, in words for people; one that says that it never will be is the messengers'
     */
    public void send(String address, Duration patience, Map<String, String> headers, String json)
            throws IOException, InterruptedException {
        Optional<String> obstacle = obstacle(address);
        if (obstacle.isPresent()) {
            throw new Messenger.RefusedException(obstacle.get());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("X-Evac-Signature", "sha256=" + signature(json))
                .POST(HttpRequest.BodyPublishers.ofString(json));
        headers.forEach(request::header);
        int status = answer(request.build(), patience).statusCode();
        boolean later = status >= SERVER_ERROR || status == TOO_MANY || status == REQUEST_TIMEOUT;
        if (later) {
            throw new IOException("the receiver answers " + status);
        }
        if (status / 100 != 2) {
            throw new Messenger.RefusedException("the receiver answers " + status);
        }
    }

    /** The request's own timeout ends with the headers: a body that never ends would keep everybody else waiting. */
    private HttpResponse<Void> answer(HttpRequest request, Duration patience) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> sent = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("no whole answer within " + patience.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } finally {
            sent.cancel(true);
        }
    }

    private void requireAllowed(String host) throws IOException {
        if (allowed.contains(host)) {
            return;
        }
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (isPrivate(address)) {
                throw new Messenger.RefusedException("the host of the webhook is in a private network (" + host
                        + "). Maybe name it in evac.webhook.allow");
            }
        }
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || shared;
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
