package io.evac.run;

import io.evac.inventory.HostName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cordoned hosts, one name per line of a file in the state directory. Thread-safe. */
final class Cordons {
    private static final Logger LOG = LoggerFactory.getLogger(Cordons.class);
    private final Path file;

    Cordons(Path home) {
        this.file = home.resolve("cordoned");
    }

    synchronized Set<HostName> all() {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank())
                    .map(HostName::new)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException none) {
            return Set.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    synchronized void set(HostName host, boolean cordoned, String actor) {
        Set<HostName> hosts = new TreeSet<>(all());
        if (cordoned ? !hosts.add(host) : !hosts.remove(host)) {
            return;
        }
        try {
            Path fresh = file.resolveSibling("cordoned.new");
            Files.write(fresh, hosts.stream().map(HostName::value).toList(), StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write " + file, unwritable);
        }
        LOG.info("{} {} by {}", host, cordoned ? "cordoned" : "uncordoned", actor);
    }
}
