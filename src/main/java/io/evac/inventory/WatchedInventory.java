package io.evac.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** hosts.yaml on disk, read again when its size or time changed. */
public final class WatchedInventory implements Inventories {
    private final InventoryFile reader;
    private final Path file;
    private @Nullable Seen seen;

    private record Seen(long size, FileTime modified, Inventory inventory) {}

    public WatchedInventory(InventoryFile reader, Path file) {
        this.reader = reader;
        this.file = file;
    }

    @Override
    public synchronized Inventory current() throws FileProblemsException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            if (seen == null || seen.size() != now.size() || !seen.modified().equals(now.lastModifiedTime())) {
                seen = new Seen(now.size(), now.lastModifiedTime(), reader.read(file));
            }
            return seen.inventory();
        } catch (IOException gone) {
            seen = null;
            return reader.read(file);
        }
    }
}
