package io.evac.daemon;

import io.evac.access.Users;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.valves.RemoteIpValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Where the daemon is reached. On loopback, without TLS, always: for the commands of its machine. Elsewhere ({@code evac.address})
 * only when there are users, and only by TLS. Behind a proxy ({@code evac.door.proxy}, its addresses) it stays on loopback or
 * goes to {@code evac.address}, and believes what the proxy says of who asks. {@code evac.door.names} are the names that
 * people type.
 */
final class Binding implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);
    private static final String LOOPBACK = "127.0.0.1";

    private final Environment settings;
    private final Users users;

    /** Where commands of this machine find it, when it also is somewhere else. */
    private Optional<Connector> inside = Optional.empty();

    Binding(Environment settings, Users users) {
        this.settings = settings;
        this.users = users;
    }

    /** Behind Boot's own, which knows the port and the key. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        boolean tls = Ssl.isEnabled(factory.getSsl());
        if (!proxies().isEmpty()) {
            factory.addEngineValves(valve());
        }
        factory.setAddress(address(tls));
        if (tls || !LOOPBACK.equals(named())) {
            Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
            connector.setPort(0);
            connector.setProperty("address", LOOPBACK);
            // Boot limits its own one only: without these, Tomcat's limits hold here.
            factory.getConnectorCustomizers().forEach(limits -> limits.customize(connector));
            factory.addAdditionalConnectors(connector);
            inside = Optional.of(connector);
        }
    }

    private String named() {
        return settings.getProperty("evac.address", LOOPBACK).strip();
    }

    private InetAddress address(boolean tls) {
        try {
            InetAddress wanted = InetAddress.getByName(named());
            if (wanted.isLoopbackAddress()) {
                return wanted;
            }
            Optional<String> obstacle = obstacle(tls);
            if (obstacle.isEmpty()) {
                return wanted;
            }
            LOG.warn("stays on loopback, not on evac.address={}: {}", named(), obstacle.get());
            return InetAddress.getByName(LOOPBACK);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    "evac.address=" + named() + " is no address of this machine. Maybe correct it [EVAC-613]", unknown);
        }
    }

    private Optional<String> obstacle(boolean tls) {
        boolean known = !users.list().isEmpty()
                || !settings.getProperty("evac.oidc.issuer", "").isBlank();
        if (!known) {
            return Optional.of("there are no users yet. Maybe make one and start again: evac user create NAME --role"
                    + " admin [EVAC-611]");
        }
        return tls || !proxies().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "there is no TLS. Maybe set server.ssl.certificate and server.ssl.certificate-private-key,"
                                + " or evac.door.proxy [EVAC-612]");
    }

    private List<String> proxies() {
        return words("evac.door.proxy");
    }

    private List<String> words(String key) {
        return Binder.get(settings).bind(key, Bindable.listOf(String.class)).orElse(List.of());
    }

    /** Who asks, and whether by TLS, as these proxies say it; what anybody else says of it is not believed. */
    private RemoteIpValve valve() {
        RemoteIpValve valve = new RemoteIpValve();
        valve.setInternalProxies(proxies().stream().map(Binding::network).collect(Collectors.joining(",")));
        valve.setRemoteIpHeader("X-Forwarded-For");
        valve.setProtocolHeader("X-Forwarded-Proto");
        return valve;
    }

    /** An address is a network of one. */
    private static String network(String proxy) {
        return proxy.contains("/") ? proxy : proxy + (proxy.contains(":") ? "/128" : "/32");
    }

    /** Names under which people reach it, in lower case; they count where a browser's answer cannot be read on the way. */
    Set<String> names() {
        return words("evac.door.names").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The port on loopback that needs no TLS. */
    int port(WebServer server) {
        return inside.filter(connector -> server instanceof TomcatWebServer)
                .map(Connector::getLocalPort)
                .orElseGet(server::getPort);
    }
}
