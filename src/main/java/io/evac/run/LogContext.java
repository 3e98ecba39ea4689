package io.evac.run;

import io.evac.plan.Move;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the log lines of a thread are about, until closed: {@code evac.run}, {@code evac.move} and {@code evac.host} in the
 * context of SLF4J, which structured logs show. Under a name of their own, for {@code host} alone is, in the Elastic Common
 * Schema, the machine that logs. Opened and closed by one thread.
 */
final class LogContext implements AutoCloseable {
    static final String RUN = "evac.run";
    static final String MOVE = "evac.move";
    /** The host that the plan moves it from. */
    static final String HOST = "evac.host";

    private final @Nullable Map<String, String> before;

    private LogContext() {
        before = MDC.getCopyOfContextMap();
    }

    static LogContext of(RunId run) {
        LogContext context = new LogContext();
        MDC.put(RUN, run.value());
        return context;
    }

    static LogContext of(RunId run, Move move) {
        LogContext context = of(run);
        MDC.put(MOVE, move.id().value());
        MDC.put(HOST, move.from().value());
        return context;
    }

    /** The same work, about what the thread that hands it over is about. */
    static Runnable carried(Runnable work) {
        Map<String, String> about =
                Optional.ofNullable(MDC.getCopyOfContextMap()).orElse(Map.of());
        return () -> {
            try (LogContext context = new LogContext()) {
                about.forEach(MDC::put);
                work.run();
            }
        };
    }

    /** What the thread was about before counts again. */
    @Override
    public void close() {
        if (before == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(before);
        }
    }
}
