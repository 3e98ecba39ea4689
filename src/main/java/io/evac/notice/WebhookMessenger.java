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
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By HTTP: the JSON is posted, with {@code X-Evac-Signature: sha256=<HMAC of the body>}. Nothing is followed, and no address
 * of a private network is asked unless its host is allowed: a descriptor must not make the daemon talk to its neighbours.
 */
final class WebhookMessenger implements Messenger {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;
    private static final int REQUEST_TIMEOUT = 408;

    private final String secret;
    private final Set<String> allowed;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param secret empty when none is configured
     * @param allowed hosts that are asked wherever they are
     */
    WebhookMessenger(String secret, Set<String> allowed) {
        this.secret = secret;
        this.allowed = Set.copyOf(allowed);
    }

    @Override
    public Optional<String> obstacle() {
        return secret.isEmpty()
                ? Optional.of("webhooks are signed, and there is no secret. Maybe set evac.webhook.secret:"
                        + " ${EVAC_WEBHOOK_SECRET} in config/application.yaml")
                : Optional.empty();
    }

    @Override
    public void deliver(Message message, String address) throws IOException, InterruptedException {
        if (secret.isEmpty()) {
            throw new RefusedException(obstacle().orElseThrow());
        }
        URI uri = URI.create(address);
        requireAllowed(uri.getHost());
        HttpResponse<Void> answer = client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .header("X-Evac-Event", Long.toString(message.id()))
                        .header("X-Evac-Signature", "sha256=" + signature(message.json()))
                        .POST(HttpRequest.BodyPublishers.ofString(message.json()))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        int status = answer.statusCode();
        boolean later = status >= SERVER_ERROR || status == TOO_MANY || status == REQUEST_TIMEOUT;
        if (later) {
            throw new IOException("the receiver answers " + status);
        }
        if (status / 100 != 2) {
            throw new RefusedException("the receiver answers " + status);
        }
    }

    private void requireAllowed(String host) throws IOException {
        if (allowed.contains(host)) {
            return;
        }
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (isPrivate(address)) {
                throw new RefusedException("the host of the webhook is in a private network (" + host
                        + "). Maybe name it in evac.webhook.allow");
            }
        }
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal = address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal;
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
