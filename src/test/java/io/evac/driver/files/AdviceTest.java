package io.evac.driver.files;

import static io.evac.remote.tree.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.ByteSize;
import io.evac.inventory.HostName;
import io.evac.plan.Move;
import io.evac.plan.Objection;
import io.evac.remote.tree.LocalShell;
import io.evac.remote.tree.PinnedKeys;
import io.evac.remote.tree.Routes;
import io.evac.remote.tree.TwoHosts;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceTest {
    @TempDir
    Path dir;

    TwoHosts hosts;

    @BeforeEach
    void build() throws IOException {
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
        sh(hosts.home, "printf '#!/bin/sh\nexit 3\n' > ctl; chmod +x ctl");
    }

    private Advice advice() {
        Sides sides = new Sides(hosts.shells(), Clock.systemUTC());
        Routes routes = Routes.of(
                new TwoHosts.OpenDoor(),
                new PinnedKeys(Path.of("/nonexistent")),
                TwoHosts.traffic(),
                Clock.systemUTC(),
                Clock.systemUTC(),
                time -> {});
        return new Advice(
                name -> name.equals(new HostName("alpha")) ? hosts.alpha : hosts.beta,
                sides,
                routes,
                Clock.systemUTC());
    }

    private List<String> codes() {
        return codes(TwoHosts.move());
    }

    private List<String> codes(Move move) {
        List<Objection> objections = advice().objections(move);
        assertThat(objections).allSatisfy(o -> assertThat(o.remedy()).startsWith("Maybe"));
        assertThat(ObjectionCode.all())
                .as("an operator can accept them")
                .containsAll(objections.stream().map(Objection::code).toList());
        return objections.stream().map(Objection::code).toList();
    }

    @Test
    void nothingStandsAgainstASoundMove() {
        hosts.nasty();
        assertThat(codes()).isEmpty();
    }

    @Test
    void allObjectionsComeAtOnce() throws IOException {
        Files.createDirectories(dir.resolve("b/web"));
        sh(hosts.home, "printf '#!/bin/sh\nexit 1\n' > ctl; echo 'colour: red' >> instance.yaml");
        assertThat(codes()).containsExactlyInAnyOrder("EVAC-248", "EVAC-242", "EVAC-241");
    }

    /** By the destination's own df of now, whatever the plan's survey has seen. */
    @Test
    void aDestinationThatHasFilledUpSinceIsAnObjectionAndNamesWhatItLacks() throws IOException {
        FileStore store = Files.getFileStore(dir);
        assertThat(codes(TwoHosts.move(new ByteSize(store.getUsableSpace() / 2))))
                .isEmpty();
        Move large = TwoHosts.move(new ByteSize(store.getTotalSpace() + 1));
        assertThat(codes(large)).containsExactly("EVAC-240");
        assertThat(advice().objections(large))
                .first()
                .extracting(Objection::reason)
                .asString()
                .contains("needs " + large.need().disk() + " and beta has ");
    }

    @Test
    void anInstanceThatIsNotThereIsAnObjection() {
        sh(hosts.home, "rm -rf ../web");
        assertThat(codes()).containsExactly("EVAC-249");
    }

    @Test
    void aHostWithoutToolsIsNamed() throws IOException {
        Path bin = Files.createDirectories(dir.resolve("bin"));
        sh(
                bin,
                "for t in sh id df awk head od tr cut stat find xargs printf mkdir; do ln -s $(command -v $t) $t; done");
        LocalShell poor = new LocalShell(bin.toString());
        hosts = new TwoHosts(dir, new LocalShell(), poor);
        assertThat(codes()).contains("EVAC-321");
    }

    @Test
    void theCommandsOfAMoveCanBeRead() {
        assertThat(advice().commands(TwoHosts.move()))
                .anyMatch(line -> line.contains("tar --create"))
                .anyMatch(line -> line.endsWith("./ctl start"))
                .noneMatch(line -> line.contains("PRIVATE"));
    }
}
