package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Role;
import io.evac.access.Users;
import io.evac.daemon.Home;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The door with a certificate, and commands that come in beside it. */
class TlsTest {
    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static String secure;
    private static String plain;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        KeyStore store = keys();
        pem("evac.crt", "CERTIFICATE", store.getCertificate("evac").getEncoded());
        pem(
                "evac.key",
                "PRIVATE KEY",
                store.getKey("evac", "changeit".toCharArray()).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("evac", store.getCertificate("evac"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        http = HttpClient.newBuilder().sslContext(tls).build();
        context = TestDaemon.start(
                folder,
                Optional.empty(),
                false,
                "--spring.ssl.bundle.pem.door.keystore.certificate=file:" + folder.resolve("evac.crt"),
                "--spring.ssl.bundle.pem.door.keystore.private-key=file:" + folder.resolve("evac.key"),
                "--server.ssl.bundle=door",
                "--server.max-http-request-header-size=9KB",
                "--server.tomcat.max-http-form-post-size=3MB",
                "--server.tomcat.max-swallow-size=1MB",
                "--server.tomcat.connection-timeout=7s",
                "--server.tomcat.max-connections=99",
                "--server.tomcat.threads.max=33",
                "--evac.door.names=localhost");
        context.getBean(Users.class).create("ada", Role.ADMIN, "four words are enough", "test");
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        secure = "https://localhost:" + port;
        plain = "http://127.0.0.1:" + Home.read(new Home(folder).port()).orElseThrow();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static KeyStore keys() throws Exception {
        Path file = folder.resolve("evac.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "evac",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    private static void pem(String file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Test
    void pagesAreSecureAndSayThatTheyStaySo() throws Exception {
        Browser browser = new Browser(secure, http);
        HttpResponse<String> login = browser.login("ada", "four words are enough");
        assertThat(login.statusCode()).isEqualTo(302);
        assertThat(login.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("evac-session="))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=Lax"));
        HttpResponse<String> page = browser.get("/sample/x");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void commandsOfTheMachineComeInBesideIt() throws Exception {
        assertThat(plain).isNotEqualTo(secure.replace("https", "http").replace("localhost", "127.0.0.1"));
        HttpRequest ping = HttpRequest.newBuilder(URI.create(plain + "/api/v1/ping"))
                .header(
                        "Authorization",
                        "Bearer " + Home.read(new Home(folder).token()).orElseThrow())
                .build();
        HttpResponse<String> answer = http.send(ping, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("strict-transport-security");
    }

    @Test
    void whatIsLimitedIsLimitedThereToo() {
        TomcatWebServer server = (TomcatWebServer) ((ServletWebServerApplicationContext) context).getWebServer();
        assertThat(server.getTomcat().getService().findConnectors()).hasSize(2).allSatisfy(connector -> {
            assertThat(connector.getMaxPostSize()).isEqualTo(3 * 1024 * 1024);
            AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
            assertThat(protocol.getMaxHttpRequestHeaderSize()).isEqualTo(9 * 1024);
            assertThat(protocol.getMaxSwallowSize()).isEqualTo(1024 * 1024);
            assertThat(protocol.getConnectionTimeout()).isEqualTo(7000);
            assertThat(protocol.getMaxConnections()).isEqualTo(99);
            assertThat(protocol.getMaxThreads()).isEqualTo(33);
        });
    }
}
