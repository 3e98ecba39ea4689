package io.evac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.HostName;
import io.evac.inventory.InventoryFile;
import io.evac.list.ListParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Path JOB = Path.of("jobs/rack7.yaml");

    @Test
    void theSampleListDescriptorAndInventoryAreValid() throws Exception {
        var inventory =
                new InventoryFile(Map.of("files", Set.of("root", "transfer"))).read(Path.of("config/hosts.yaml"));
        JobDescriptor job = JobDescriptor.read(JOB, Files.readAllBytes(JOB), ZoneOffset.UTC);
        assertThat(job.list()).isRegularFile();
        var list = new ListParser(Set.of(new HostName("alpha"), new HostName("beta")))
                .parse("rack7.csv", Files.readAllBytes(job.list()));
        assertThat(list.problems()).isEmpty();
        assertThat(list.rows()).hasSize(2);
        assertThat(inventory.hosts()).hasSize(2);
    }
}
