package io.evac.api;

import io.evac.hook.Hook;
import io.evac.hook.HookCaller;
import io.evac.hook.Hooks;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads the hooks that a request names, and refuses those that could not be called. */
@Component
final class HookReader {
    private final HookCaller caller;

    HookReader(HookCaller caller) {
        this.caller = caller;
    }

    /** @throws IllegalArgumentException for what is no text of hooks, or names one that this daemon does not have */
    Hooks read(String text) {
        Hooks hooks = Hooks.parse(text);
        String obstacles = hooks.all().stream()
                .map(Hook::name)
                .distinct()
                .flatMap(name -> caller.obstacle(name).stream())
                .collect(Collectors.joining("; "));
        if (!obstacles.isEmpty()) {
            throw new IllegalArgumentException(obstacles);
        }
        return hooks;
    }
}
