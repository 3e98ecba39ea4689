package io.evac.access;

import io.evac.access.UserStore.Kept;
import io.evac.inventory.HostScope;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users with slow hashes; who is asked for a user that there is not, spends the same time on a hash that fits nothing. */
public final class KeptUsers implements Users {
    private static final int SHORTEST = 12;
    /** What bcrypt looks at. */
    private static final int MOST_BYTES = 72;

    private final UserStore store;
    private final Hashes hashes;
    private final Clock clock;
    /** Made at the first login, not at each start: it is slow, too. */
    private @Nullable String nobodys;

    public KeptUsers(UserStore store, Hashes hashes, Clock clock) {
        this.store = store;
        this.hashes = hashes;
        this.clock = clock;
    }

    @Override
    public User create(String name, Role role, HostScope hosts, String password, String actor) {
        Names.require(name, "user");
        role.requireFor(hosts);
        requirePassword(name, password);
        Instant now = now();
        User user = new User(name, role, hosts, now, now, actor);
        if (!store.add(new Kept(user, hashes.of(password)))) {
            throw new IllegalArgumentException(
                    "there is a user " + name + " already. Maybe another name, or: evac user password " + name);
        }
        return user;
    }

    private static void requirePassword(String name, String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            throw new IllegalArgumentException(
                    "the password is too short. Maybe " + SHORTEST + " characters or more, e.g. four words");
        }
        if (bytes(password) > MOST_BYTES) {
            throw new IllegalArgumentException("the password is too long. Maybe at most " + MOST_BYTES + " bytes");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the password has a character that cannot be typed. Maybe letters, digits, blanks and signs");
        }
        if (password.equalsIgnoreCase(name)) {
            throw new IllegalArgumentException("the password is the name. Maybe another one");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public List<User> list() {
        return store.all();
    }

    @Override
    public boolean remove(String name, String actor) {
        return store.remove(name, actor);
    }

    @Override
    public boolean password(String name, String password, String actor) {
        requirePassword(name, password);
        Optional<Kept> kept = store.find(name);
        return kept.isPresent()
                && store.password(
                        name, hashes.of(password), after(kept.get().user().changed()), actor);
    }

    /** Another one than before, whatever the clock does. */
    private Instant after(Instant before) {
        Instant now = now();
        return now.isAfter(before) ? now : before.plusMillis(1);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public Optional<User> check(String name, String password) {
        boolean possible = Names.possible(name) && bytes(password) <= MOST_BYTES;
        Optional<Kept> kept = possible ? store.find(name) : Optional.empty();
        String nobody = nobodys();
        boolean right = hashes.matches(password, kept.map(Kept::hash).orElse(nobody));
        return right ? kept.map(Kept::user) : Optional.empty();
    }

    private synchronized String nobodys() {
        String known = nobodys == null ? hashes.of("the password of nobody") : nobodys;
        nobodys = known;
        return known;
    }

    @Override
    public boolean holds(String name, Instant changed) {
        return store.find(name)
                .filter(kept -> kept.user().changed().equals(changed))
                .isPresent();
    }
}
