package io.evac.access;

import io.evac.access.Users.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where users are kept. Who made and removed them stands in the history. Thread-safe. */
public interface UserStore {
    /**
     * A user, and what the password is checked with.
     *
     * @param hash of the password: slow, salted, and of no other use
     */
    record Kept(User user, String hash) {
        @Override
        public String toString() {
            return user.toString();
        }
    }

    /** Keeps it; false when the name is taken, and nothing was kept. */
    boolean add(Kept kept);

    List<User> all();

    /** Exactly of this name. */
    Optional<Kept> find(String name);

    /** False when there is none of that name. */
    boolean remove(String name, String actor);

    /** Another hash, set then; false when there is none of that name. */
    boolean password(String name, String hash, Instant changed, String actor);
}
