package io.evac.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.metrics.SimulatedDaemon;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;

/** Every page and every button, by every role and by nobody. */
class PageRolesTest {
    /** What looks at a run, changes nothing, and so may be asked by each role. */
    private static final Map<String, String> FIELDS = Map.of("digest", "0", "cordoned", "false", "enabled", "true");

    @TempDir
    static Path folder;

    private static SimulatedDaemon daemon;
    private static final Map<Role, Reader> READERS = new TreeMap<>();
    private static String run;
    private static String plan;

    @BeforeAll
    static void start() throws IOException {
        daemon = new SimulatedDaemon(folder);
        daemon.add("alpha", "web-01");
        run = daemon.run("web-01").value();
        plan = daemon.ended(new io.evac.run.RunId(run)).plan();
        for (Role role : Role.values()) {
            READERS.put(role, new Reader(daemon, role));
        }
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    /** A page, or what a button of one does. */
    private record Door(RequestMethod method, String path, Role needs) {
        String filled() {
            return path.replace("/runs/{id}", "/runs/" + run)
                    .replace("/plans/{id}", "/plans/" + plan)
                    .replace("/hosts/{name}", "/hosts/alpha")
                    .replace("{verb}", "pause")
                    .replaceAll("\\{[^}]*}", "nothing");
        }

        int status(Reader reader) {
            if (method == RequestMethod.GET) {
                reader.text(filled());
            } else {
                reader.post(filled(), FIELDS);
            }
            return reader.status();
        }
    }

    private static List<Door> doors() {
        return daemon.handlers("io.evac.web").entrySet().stream()
                .flatMap(entry -> entry.getKey().getMethodsCondition().getMethods().stream()
                        .flatMap(method -> entry.getKey().getPatternValues().stream()
                                .map(path -> new Door(
                                        method,
                                        path,
                                        entry.getValue()
                                                .getMethodAnnotation(Needs.class)
                                                .value()))))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> every_page_by_every_role() {
        return doors().stream()
                .map(door -> DynamicTest.dynamicTest(door.method() + " " + door.path(), () -> {
                    for (Role role : Role.values()) {
                        int status = door.status(READERS.get(role));
                        if (role.covers(door.needs())) {
                            assertThat(status).as(role.word()).isNotIn(401, 403).isLessThan(500);
                        } else {
                            assertThat(status).as(role.word()).isEqualTo(403);
                        }
                    }
                    HttpResponse<String> stranger =
                            daemon.send(HttpRequest.newBuilder(URI.create(daemon.base() + door.filled()))
                                    .method(door.method().name(), BodyPublishers.noBody())
                                    .header("Accept", "text/html")
                                    .build());
                    assertThat(stranger.statusCode()).as("nobody").isIn(302, 401, 403);
                    assertThat(stranger.body()).doesNotContain("web-01", "alpha");
                }));
    }

    @Test
    void there_are_pages_for_each_role_but_none_for_admins_only() {
        assertThat(doors())
                .hasSizeGreaterThan(20)
                .extracting(Door::needs)
                .contains(Role.VIEWER, Role.OPERATOR, Role.APPROVER);
    }
}
