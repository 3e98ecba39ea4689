package io.evac.cli;

import io.evac.hook.Hook;
import io.evac.hook.Hook.OnFailure;
import io.evac.hook.HookPoint;
import io.evac.hook.Hooks;
import io.evac.inventory.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The key {@code hooks} of a job descriptor. */
final class HookYaml {
    private HookYaml() {}

    /** None where the key is not there; what is wrong with it is a problem of the file. */
    static Hooks read(YamlMap root) {
        List<Hook> hooks = new ArrayList<>();
        for (YamlMap entry : root.maps("hooks")) {
            try (entry) {
                Optional<HookPoint> at = entry.required("at", HookPoint::of);
                Optional<String> name = entry.required("call", Hook::name);
                Optional<OnFailure> failure = entry.value("failure", OnFailure::of);
                if (at.isPresent() && name.isPresent()) {
                    hooks.add(Hook.of(at.get(), name.get(), failure));
                }
            }
        }
        try {
            return new Hooks(hooks);
        } catch (IllegalArgumentException many) {
            root.problem("hooks", String.valueOf(many.getMessage()), "Maybe leave some out");
            return Hooks.NONE;
        }
    }
}
