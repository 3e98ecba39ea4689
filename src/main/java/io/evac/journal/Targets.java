package io.evac.journal;

import io.evac.inventory.HostName;
import io.evac.notice.Target;
import io.evac.notice.What;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Whom a schedule tells, as its column has it. */
final class Targets {
    private Targets() {}

    /** @param links like {@code hosts} absent where an earlier version has written it */
    private record Document(
            String kind,
            String address,
            List<String> on,
            @Nullable Boolean links,
            @Nullable List<String> hosts) {}

    static String write(List<Target> targets) {
        return JsonMapper.shared()
                .writeValueAsString(targets.stream()
                        .map(target -> new Document(
                                target.kind().name(),
                                target.address(),
                                target.on().stream().map(What::word).sorted().toList(),
                                target.links(),
                                target.hosts().stream()
                                        .map(HostName::value)
                                        .sorted()
                                        .toList()))
                        .toList());
    }

    /** Nobody, where an earlier version has written nothing. */
    static List<Target> read(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        return JsonMapper.shared().readValue(json, new TypeReference<List<Document>>() {}).stream()
                .map(document -> new Target(
                        Target.Kind.valueOf(document.kind()),
                        document.address(),
                        on(document),
                        Boolean.TRUE.equals(document.links()),
                        hosts(document)))
                .toList();
    }

    private static Set<HostName> hosts(Document document) {
        return Optional.ofNullable(document.hosts()).stream()
                .flatMap(List::stream)
                .map(HostName::new)
                .collect(Collectors.toSet());
    }

    private static Set<What> on(Document document) {
        return document.on().stream().map(What::of).collect(Collectors.toSet());
    }
}
