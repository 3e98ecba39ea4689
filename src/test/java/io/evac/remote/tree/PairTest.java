package io.evac.remote.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.Host;
import io.evac.remote.Command;
import io.evac.remote.RemoteStream;
import io.evac.remote.Result;
import io.evac.remote.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairTest {
    private static final String KEY = "127.0.0.1 ssh-ed25519 AAAA\n";
    private static final List<String> ALL = List.of(
            "getfattr",
            "tar-xattrs",
            "tar-acls",
            "rsync-xattrs",
            "rsync-acls",
            "rsync-new",
            "ssh",
            "ssh-keyscan",
            "mktemp",
            "mkfifo");

    private final Pair pair = new Pair(side("alpha"), side("beta"), new Exclusions(List.of()));

    /** A host that has everything, and sees the key that is pinned. */
    private static Side side(String name) {
        Map<String, String> facts = new HashMap<>(Map.of("tar", "tar (GNU tar) 1.35"));
        ALL.forEach(tool -> facts.put(tool, "yes"));
        Host host = TwoHosts.host(name, Path.of("/srv"), UnaryOperator.identity(), 22);
        Shell shell = new Shell() {
            @Override
            public Result run(Command command) {
                return new Result(0, KEY.getBytes(StandardCharsets.US_ASCII), new byte[0]);
            }

            @Override
            public RemoteStream open(Command command) {
                throw new IllegalStateException("nothing is carried here");
            }
        };
        return new Side(host, shell, "/srv", Transfer.AUTO, TwoHosts.WEB, "/srv/web", new Tools(facts));
    }

    private static List<String> tar(Pair pair) {
        TarOptions options =
                new TarOptions(pair.source().tools(), pair.destination().tools());
        return List.of(String.join(" ", options.create()), String.join(" ", options.extract()));
    }

    @Test
    void aPairWithoutAttributesNeitherComparesNorPacksThem() {
        assertThat(pair.fidelity().attributes()).isTrue();
        assertThat(tar(pair)).allMatch(line -> line.contains("--xattrs") && line.contains("--acls"));
        Pair without = pair.withoutAttributes();
        assertThat(without.fidelity().attributes()).isFalse();
        assertThat(without.arrived().fidelity().attributes()).isFalse();
        assertThat(tar(without)).noneMatch(line -> line.contains("xattrs") || line.contains("acls"));
    }

    /** Though neither rsync is said to keep them: they need not be kept. */
    @Test
    void aPairWithoutAttributesTakesRsyncWhateverTheTreeHolds(@TempDir Path dir) throws Exception {
        Path known = Files.writeString(dir.resolve("known"), KEY);
        Routes routes = Routes.of(
                new TwoHosts.OpenDoor(),
                new PinnedKeys(known),
                TwoHosts.traffic(),
                Clock.systemUTC(),
                Clock.systemUTC(),
                time -> {});
        Entry file = new Entry("f", 0100644, 0, 0, 1, 8, 0, 0, 0, 0, 1, 1, 1, 0, "", "attributes", "");
        Manifest held = new Manifest(0, new TreeMap<>(Map.of("f", file)), false);
        assertThat(routes.expected(pair, held)).isEqualTo(Transfer.RSYNC);
        assertThat(routes.expected(pair.withoutAttributes(), held)).isEqualTo(Transfer.RSYNC);
    }
}
