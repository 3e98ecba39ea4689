package io.evac;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * A job repository that does not write an execution context again which it has written just so. Batch saves a context
 * several times per step, each time in a transaction of its own, and ours hold the same few words for as long as they
 * live: that was a third of all commits of a run of many small partitions.
 */
final class ChangedContexts {
    private final JobRepository repository;
    /** By step or job execution, for as long as somebody works with it. */
    private final Map<Object, Map<String, Object>> written = Collections.synchronizedMap(new WeakHashMap<>());

    private ChangedContexts(JobRepository repository) {
        this.repository = repository;
    }

    static JobRepository of(JobRepository repository) {
        ChangedContexts only = new ChangedContexts(repository);
        return (JobRepository) Proxy.newProxyInstance(
                JobRepository.class.getClassLoader(),
                new Class<?>[] {JobRepository.class},
                (proxy, method, arguments) -> only.call(method, arguments));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments == null || !method.getName().equals("updateExecutionContext")) {
            return pass(method, arguments);
        }
        Map<String, Object> now = context(arguments[0]);
        if (!now.equals(written.get(arguments[0]))) {
            pass(method, arguments);
            written.put(arguments[0], now);
        }
        return null;
    }

    private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(repository, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static Map<String, Object> context(Object execution) {
        return Map.copyOf(
                execution instanceof StepExecution step
                        ? step.getExecutionContext().toMap()
                        : ((JobExecution) execution).getExecutionContext().toMap());
    }
}
