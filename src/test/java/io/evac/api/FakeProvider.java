package io.evac.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** A small identity provider that answers by HTTP and signs with RSA. */
final class FakeProvider implements AutoCloseable {
    private final HttpServer server;
    private final RSAKey key;
    /** What the next person is, beside issuer, audience and times. */
    final AtomicReference<Map<String, Object>> claims = new AtomicReference<>(Map.of());
    /** What the client sent for it. */
    final AtomicReference<String> asked = new AtomicReference<>("");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile RSAKey signing;
    /** Answers wait for it. */
    private volatile CountDownLatch awake = new CountDownLatch(0);

    FakeProvider() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        signing = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                "jwks_uri":"%1$s/keys","response_types_supported":["code"],"subject_types_supported":["public"],
                "id_token_signing_alg_values_supported":["RS256"]}""".formatted(issuer())));
        server.createContext("/keys", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.createContext("/token", exchange -> {
            asked.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(
                    exchange,
                    "{\"access_token\":\"secret-access\",\"token_type\":\"Bearer\",\"expires_in\":60,\"id_token\":\""
                            + token() + "\"}");
        });
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it signs with a key that is not its own. */
    void forge() throws JOSEException {
        signing = new RSAKeyGenerator(2048).keyID("one").generate();
    }

    void behave() {
        signing = key;
    }

    /** From now on it takes requests and answers none. */
    void hang() {
        awake = new CountDownLatch(1);
    }

    void wake() {
        awake.countDown();
    }

    private String token() {
        Instant now = Instant.now();
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience("evac")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
        claims.get().forEach(set::claim);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), set.build());
        try {
            token.sign(new RSASSASigner(signing));
        } catch (JOSEException unusable) {
            throw new IllegalStateException(unusable);
        }
        return token.serialize();
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try {
            awake.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return;
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
