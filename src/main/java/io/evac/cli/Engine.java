package io.evac.cli;

import io.evac.daemon.Home;
import io.evac.daemon.HomeLock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the daemon of the state directory, or starts one that leaves when it is idle. */
final class Engine {
    private static final long PATIENCE_NANOS = 180_000_000_000L;
    private static final long PAUSE_MILLIS = 20;
    private static final int TAIL = 20;
    private final Evac root;

    Engine(Evac root) {
        this.root = root;
    }

    Client connect() {
        Optional<String> server = root.server();
        if (server.isPresent()) {
            String token = root.environment("EVAC_TOKEN")
                    .orElseThrow(() -> new CommandException(
                            Exit.USAGE, "EVAC-536", "--server needs a token", "Maybe set EVAC_TOKEN."));
            return new Client(uri(server.get()), token);
        }
        Home home = root.home();
        try {
            return running(home).orElseGet(() -> start(home));
        } catch (IOException unusable) {
            throw unusable(home, unusable);
        }
    }

    /**
     * To the daemon that this process is, once it answers. Whether it lives is not asked: to look at one's own lock is to lose
     * it.
     */
    Client own() {
        Home home = root.home();
        try {
            String port = Home.read(home.port()).orElseThrow();
            return new Client(
                    URI.create("http://127.0.0.1:" + port),
                    Home.read(home.token()).orElseThrow());
        } catch (IOException unusable) {
            throw unusable(home, unusable);
        }
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            throw badServer(text);
        }
        throw badServer(text);
    }

    private static CommandException badServer(String text) {
        return new CommandException(
                Exit.USAGE, "EVAC-537", "not a server: " + text, "Maybe it looks like http://127.0.0.1:8080.");
    }

    /** Nobody is given the token unless the owner of the lock lives: a stale port may be somebody else's by now. */
    private Optional<Client> running(Home home) throws IOException {
        Optional<String> port = Home.read(home.port());
        Optional<String> token = Home.read(home.token());
        if (port.isEmpty() || token.isEmpty() || !HomeLock.held(home)) {
            return Optional.empty();
        }
        Client client = new Client(URI.create("http://127.0.0.1:" + port.get()), token.get());
        try {
            sameConfig(client.ping());
            return Optional.of(client);
        } catch (CommandException failed) {
            if (failed.exitCode() == Exit.UNREACHABLE) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    private void sameConfig(Client.Pong pong) {
        Path wanted = root.config();
        boolean matters = root.configNamed() || Files.exists(wanted.resolve("hosts.yaml"));
        if (matters && !wanted.toString().equals(pong.config())) {
            throw new CommandException(
                    Exit.ERROR,
                    "EVAC-538",
                    "the daemon of " + root.home().directory() + " (pid " + pong.pid() + ") works with " + pong.config()
                            + ", not with " + wanted,
                    "Maybe add --config " + pong.config() + ", or another --home, or stop it: kill " + pong.pid()
                            + ".");
        }
    }

    private Client start(Home home) {
        try {
            home.create();
            Process daemon = new DaemonProcess(home, root.config()).start();
            long start = System.nanoTime();
            while (System.nanoTime() - start < PATIENCE_NANOS) {
                Optional<Client> client = running(home);
                if (client.isPresent()) {
                    return client.get();
                }
                if (!daemon.isAlive() && !HomeLock.held(home)) {
                    client = running(home);
                    if (client.isPresent()) {
                        return client.get();
                    }
                    throw notStarted(home, "it ended with " + daemon.exitValue());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            throw notStarted(home, "it does not answer yet");
        } catch (IOException unusable) {
            throw unusable(home, unusable);
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
            throw notStarted(home, "interrupted");
        }
    }

    private static CommandException unusable(Home home, IOException unusable) {
        return new CommandException(
                Exit.ERROR,
                "EVAC-521",
                "the state directory " + home.directory() + " cannot be used: " + unusable,
                "Maybe correct its owner and mode, or name another with --home.");
    }

    private static CommandException notStarted(Home home, String why) {
        return new CommandException(
                Exit.UNREACHABLE,
                "EVAC-539",
                "the daemon did not start: " + why,
                "Maybe the lines above from " + home.log() + " say why.",
                tail(home.log()));
    }

    private static List<String> tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
        } catch (IOException noLog) {
            return List.of("no log: " + noLog);
        }
    }
}
