package io.evac.simulation;

import io.evac.run.LeaseStore;
import io.evac.run.RunId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One run's lease as the database keeps it, by a clock of its own; away when the database is. */
final class MemoryLeases implements LeaseStore {
    private final LongSupplier millis;
    private final Runnable database;
    private String owner = "";
    private long epoch;
    private long expires;

    /** @param database throws while it is away */
    MemoryLeases(LongSupplier millis, Runnable database) {
        this.millis = millis;
        this.database = database;
    }

    /** As in a database that was restored from before the run. */
    void forget() {
        owner = "";
        epoch = 0;
        expires = 0;
    }

    private boolean held() {
        return expires > millis.getAsLong();
    }

    @Override
    public Optional<Held> acquire(RunId run, String by, Duration ttl, boolean force, long minEpoch) {
        database.run();
        if (held() && !owner.equals(by) && !force) {
            return Optional.empty();
        }
        owner = by;
        epoch = Math.max(epoch + 1, minEpoch);
        expires = millis.getAsLong() + ttl.toMillis();
        return Optional.of(new Held(owner, epoch, ttl));
    }

    @Override
    public boolean renew(RunId run, String by, long under, Duration ttl) {
        database.run();
        boolean ours = owner.equals(by) && epoch == under;
        if (ours) {
            expires = millis.getAsLong() + ttl.toMillis();
        }
        return ours;
    }

    @Override
    public void release(RunId run, String by, long under) {
        database.run();
        if (owner.equals(by) && epoch == under) {
            forgetOwner();
        }
    }

    private void forgetOwner() {
        owner = "";
        expires = 0;
    }

    @Override
    public Optional<Held> holder(RunId run) {
        database.run();
        return held()
                ? Optional.of(new Held(owner, epoch, Duration.ofMillis(expires - millis.getAsLong())))
                : Optional.empty();
    }
}
