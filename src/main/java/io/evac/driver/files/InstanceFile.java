package io.evac.driver.files;

import io.evac.inventory.ByteSize;
import io.evac.migration.Definition;
import java.time.Duration;
import java.util.List;

/**
 * What an {@code instance.yaml} says.
 *
 * @param runtime patterns of what is never copied nor compared, besides {@code *.pid}, sockets and fifos
 * @param problems what is wrong with it, for people; the fields concerned hold their defaults
 */
record InstanceFile(
        List<String> start,
        List<String> stop,
        Duration stopTimeout,
        List<String> status,
        List<String> health,
        boolean autostart,
        int cpus,
        ByteSize memory,
        List<String> runtime,
        List<String> problems) {
    InstanceFile {
        start = List.copyOf(start);
        stop = List.copyOf(stop);
        status = List.copyOf(status);
        health = List.copyOf(health);
        runtime = List.copyOf(runtime);
        problems = List.copyOf(problems);
    }

    Definition definition(String home) {
        return new Definition(home, start, stop, status, health, stopTimeout, autostart);
    }
}
