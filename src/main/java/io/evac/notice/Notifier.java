package io.evac.notice;

import io.evac.notice.NoticeStore.Recipient;
import io.evac.plan.MoveId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what has happened. What is to be told is written with the event itself, so no run waits for it and no crash
 * loses it; it is delivered at least once, and tried again ever more slowly.
 */
final class Notifier implements Notices, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Longer than a delivery takes: when this process dies within one, another takes it up then. */
    private static final Duration TAKEN = Duration.ofMinutes(5);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** Some six hours. */
    private static final int MOST_ATTEMPTS = 30;

    private final NoticeStore store;
    private final Messages messages;
    private final Map<Target.Kind, Messenger> messengers;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("notices").daemon().factory());

    Notifier(NoticeStore store, Messages messages, Map<Target.Kind, Messenger> messengers, Clock clock) {
        this.store = store;
        this.messages = messages;
        this.messengers = Map.copyOf(messengers);
        this.clock = clock;
    }

    @Override
    public Optional<String> obstacle(Collection<Target> targets) {
        return targets.stream()
                .flatMap(target -> messengers.get(target.kind()).obstacle(target.address()).stream())
                .findFirst()
                .or(() -> targets.isEmpty() ? Optional.empty() : messages.obstacle());
    }

    @Override
    public Optional<String> offeredTo(String run, MoveId move) {
        return messages.offeredTo(run, move);
    }

    @Override
    public void start() {
        timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            work();
        } catch (RuntimeException trouble) {
            LOG.warn("notices: looked again in {} s", LOOK.toSeconds(), trouble);
        }
    }

    /** Delivers what is due now. */
    void work() {
        Optional<Notice> next = take();
        while (next.isPresent() && !timer.isShutdown()) {
            deliver(next.get());
            next = take();
        }
    }

    private Optional<Notice> take() {
        // Each time: what happens meanwhile must not wait for a mail server that does not answer.
        store.expand(this::recipients);
        Instant now = clock.instant();
        return store.take(now, now.plus(TAKEN));
    }

    private List<Recipient> recipients(Happening happening) {
        try {
            return store.targets(happening.subject()).stream()
                    .filter(target -> target.on().contains(happening.what()))
                    .flatMap(target -> recipients(target, happening))
                    .distinct()
                    .toList();
        } catch (IllegalStateException | IllegalArgumentException defect) {
            LOG.error("nobody can be told of event {}", happening.event(), defect);
            return List.of();
        }
    }

    private Stream<Recipient> recipients(Target target, Happening happening) {
        return target.kind() == Target.Kind.OWNERS
                ? messages.owners(happening).stream().sorted().map(owner -> new Recipient(Target.Kind.OWNERS, owner))
                : Stream.of(new Recipient(target.kind(), target.address()));
    }

    private void deliver(Notice notice) {
        if (sent(notice)) {
            store.delivered(notice);
        }
    }

    private boolean sent(Notice notice) {
        try {
            messengers.get(notice.kind()).deliver(messages.of(notice), notice.address());
            return true;
        } catch (Messenger.RefusedException never) {
            store.givenUp(notice, String.valueOf(never.getMessage()));
        } catch (IOException later) {
            later(notice, later);
        } catch (InterruptedException leaving) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException defect) {
            // One that cannot be worded must not stand before all others.
            LOG.error("notice {} of event {}", notice.id(), notice.happening().event(), defect);
            later(notice, defect);
        }
        return false;
    }

    private void later(Notice notice, Exception problem) {
        String why = problem.getClass().getSimpleName() + ": " + problem.getMessage();
        if (notice.attempts() + 1 >= MOST_ATTEMPTS) {
            store.givenUp(notice, why);
        } else {
            store.postponed(notice, clock.instant().plus(pause(notice.attempts())), why);
        }
    }

    private static Duration pause(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** What is being delivered may come to its end. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
