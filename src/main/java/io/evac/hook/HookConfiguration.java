package io.evac.hook;

import io.evac.notice.SignedPost;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The hooks of the daemon's configuration. Expects a {@link SignedPost}. */
@Configuration(proxyBeanMethods = false)
public class HookConfiguration {
    /** As Spring reads it, which leaves null what is not there. */
    record Entry(
            @Nullable List<String> command,
            @Nullable String webhook,
            @Nullable String timeout) {
        HookSettings settings() {
            return new HookSettings(
                    Optional.ofNullable(command), Optional.ofNullable(webhook), Optional.ofNullable(timeout));
        }
    }

    @Bean
    HookCaller hookCaller(Environment environment, SignedPost post, Clock clock) {
        Map<String, HookSettings> settings = Binder.get(environment)
                .bind("evac.hooks", Bindable.mapOf(String.class, Entry.class))
                .orElse(Map.of())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().settings()));
        return new ConfiguredHooks(settings, post, clock);
    }
}
