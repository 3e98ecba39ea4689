package io.evac.api;

import io.evac.access.UserStore;
import io.evac.access.Users.User;
import io.evac.migration.Journal.JournalException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Users of one process. */
public final class MemoryUsers implements UserStore {
    private final Map<String, Kept> kept = new ConcurrentSkipListMap<>();
    /** As a database that has gone away. */
    public volatile boolean away;

    @Override
    public boolean add(Kept user) {
        return kept.putIfAbsent(user.user().name(), user) == null;
    }

    @Override
    public List<User> all() {
        return kept.values().stream().map(Kept::user).toList();
    }

    @Override
    public Optional<Kept> find(String name) {
        if (away) {
            throw new JournalException("could not read user " + name + ", nothing was written", false, null);
        }
        return Optional.ofNullable(kept.get(name));
    }

    @Override
    public boolean remove(String name, String actor) {
        return kept.remove(name) != null;
    }

    @Override
    public boolean password(String name, String hash, Instant changed, String actor) {
        return kept.computeIfPresent(name, (key, old) -> {
                    User user = old.user();
                    return new Kept(
                            new User(name, user.role(), user.hosts(), user.created(), changed, user.by()), hash);
                })
                != null;
    }
}
