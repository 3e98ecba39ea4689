package io.evac.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.evac.inventory.FileProblemsException;
import io.evac.inventory.Host;
import io.evac.inventory.Inventory;
import io.evac.inventory.InventoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** hosts.yaml: an inventory, or every problem with its place. */
@Timeout(10)
class InventoryFuzzTest {
    private static final InventoryFile READER = new InventoryFile(
            Map.of("files", Set.of("root"), "libvirt", Set.of("images", "shared")),
            Map.of("libvirt", Set.of("shared")));

    @TempDir
    static Path folder;

    @FuzzTest
    void hosts(byte[] content) throws IOException {
        Path file = folder.resolve("hosts.yaml");
        Files.write(file, content);
        try {
            Inventory inventory = READER.read(file);
            if (inventory.hosts().stream().map(Host::name).distinct().count()
                    != inventory.hosts().size()) {
                throw new AssertionError("two hosts of one name");
            }
            inventory.hosts().forEach(host -> Harmless.message(host.address().toString()));
        } catch (FileProblemsException refused) {
            Places.check(content, refused);
        }
    }
}
