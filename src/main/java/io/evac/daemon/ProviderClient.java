package io.evac.daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Asks the identity provider: it has seconds to answer, and only a few wait for it at once, so one that hangs holds no more of the
 * daemon's threads than these. (Its keys are asked for by the decoder of its tokens, which waits for half a second only.)
 * Thread-safe.
 */
final class ProviderClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int AT_ONCE = 16;

    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final ClientHttpRequestFactory factory;

    /** @param patience how long an answer may take */
    ProviderClient(Duration patience) {
        JdkClientHttpRequestFactory plain = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(patience.compareTo(CONNECT) < 0 ? patience : CONNECT)
                .build());
        plain.setReadTimeout(patience);
        factory = new BufferingClientHttpRequestFactory(plain);
    }

    private ClientHttpResponse inTurn(HttpRequest request, byte[] body, ClientHttpRequestExecution rest)
            throws IOException {
        if (!turns.tryAcquire()) {
            throw new IOException("too many wait for the identity provider already");
        }
        try {
            ClientHttpResponse answer = rest.execute(request, body);
            // All of it, within the turn: an answer that has begun may hang as well.
            answer.getBody();
            return answer;
        } finally {
            turns.release();
        }
    }

    /** What the provider says of itself. */
    Map<String, Object> configuration(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Map<String, Object> said = Objects.requireNonNull(rest().build()
                .get()
                .uri(URI.create(base + "/.well-known/openid-configuration"))
                .retrieve()
                .body(new ParameterizedTypeReference<>() {}));
        if (!issuer.equals(said.get("issuer"))) {
            throw new IllegalStateException("evac.oidc.issuer is " + issuer
                    + ", and the provider there says that it is " + said.get("issuer") + ". Maybe set it so");
        }
        return said;
    }

    private RestClient.Builder rest() {
        return RestClient.builder().requestFactory(factory).requestInterceptor(this::inTurn);
    }

    /** Gives tokens for codes. */
    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() {
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(rest().configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    /** Says who somebody is. */
    OidcUserService users() {
        RestTemplate rest = new RestTemplate(factory);
        rest.setInterceptors(List.of(this::inTurn));
        rest.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService users = new DefaultOAuth2UserService();
        users.setRestOperations(rest);
        OidcUserService service = new OidcUserService();
        service.setOauth2UserService(users);
        return service;
    }
}
