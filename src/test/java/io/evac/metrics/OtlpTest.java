package io.evac.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector of OpenTelemetry gets what Prometheus would, where one is named, and nobody does where none is. */
class OtlpTest {
    @TempDir
    private Path folder;

    /** What came in: names of metrics, attributes of its resource, and the header that let it in. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @Test
    void a_collector_is_told_when_its_address_is_a_setting() throws Exception {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            told.add("header " + exchange.getRequestHeaders().getFirst("Authorization"));
            read(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (SimulatedDaemon daemon = new SimulatedDaemon(
                folder,
                "--evac.otlp.url=http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics",
                "--evac.otlp.headers=Authorization=Bearer collectors",
                "--evac.otlp.step=1s")) {
            daemon.add("alpha", "web-01");
            daemon.ended(daemon.run("web-01"));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(told)
                            .contains(
                                    "evac.moves",
                                    "evac.phase",
                                    "evac.runs",
                                    "evac.host.reachable",
                                    "jvm.memory.used",
                                    "service.name evac",
                                    "header Bearer collectors"));
            assertThat(daemon.get("/actuator/prometheus").body()).contains("evac_moves_total");
        } finally {
            collector.stop(0);
        }
    }

    private void read(ExportMetricsServiceRequest request) {
        request.getResourceMetricsList().forEach(resource -> {
            for (KeyValue attribute : resource.getResource().getAttributesList()) {
                told.add(attribute.getKey() + " " + attribute.getValue().getStringValue());
            }
            List<Metric> metrics = resource.getScopeMetricsList().stream()
                    .flatMap(scope -> scope.getMetricsList().stream())
                    .toList();
            metrics.forEach(metric -> told.add(metric.getName()));
        });
    }

    @Test
    void without_one_there_is_no_exporter() throws Exception {
        try (SimulatedDaemon daemon = new SimulatedDaemon(folder)) {
            assertThat(daemon.registries()).hasSize(1).allMatch(name -> name.startsWith("Prometheus"));
        }
    }
}
