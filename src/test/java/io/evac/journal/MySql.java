package io.evac.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A real MySQL for the integration tests; {@code -Devac.mysql.image} chooses the image. */
public final class MySql implements AutoCloseable {
    private final MySQLContainer container;

    private MySql(MySQLContainer container) {
        this.container = container;
    }

    /**
     * Starts one. Without Docker the caller's tests are skipped, with a sentence that says so; where {@code
     * EVAC_REQUIRE_DOCKER=true} they fail instead.
     */
    public static MySql start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            String sentence = "SKIPPED: no Docker here, so nothing was tested on MySQL. Maybe start Docker, or point "
                    + "DOCKER_HOST at one";
            if (Boolean.parseBoolean(System.getenv("EVAC_REQUIRE_DOCKER"))) {
                throw new AssertionError(sentence + " (EVAC_REQUIRE_DOCKER is true)");
            }
            System.out.println(sentence);
            Assumptions.abort(sentence);
        }
        String image = System.getProperty("evac.mysql.image", "mysql:8.4");
        MySQLContainer container =
                new MySQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("mysql"));
        // A port that it keeps when it is stopped and started: Docker would choose another one.
        container.setPortBindings(List.of(freePort() + ":" + MySQLContainer.MYSQL_PORT));
        container.start();
        return new MySql(container);
    }

    public DatabaseSettings settings() {
        return new DatabaseSettings(container.getJdbcUrl(), container.getUsername(), container.getPassword(), 24);
    }

    /** Ends it as a power cut would; what was committed is there when it is started again. */
    public void cut() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /** Starts it again at the same address. */
    public void startAgain() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
