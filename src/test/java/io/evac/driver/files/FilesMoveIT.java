package io.evac.driver.files;

import static io.evac.driver.files.TwoHosts.sh;
import static org.assertj.core.api.Assertions.assertThat;

import io.evac.inventory.RunState;
import io.evac.inventory.SshSettings;
import io.evac.migration.GuardState;
import io.evac.migration.MoveContext;
import io.evac.migration.Outcome;
import io.evac.migration.Phase;
import io.evac.migration.PhaseAction;
import io.evac.remote.guard.RemoteGuards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole move of a real process under the real guards of two roots, phase by phase. */
class FilesMoveIT {
    private static final String CTL = """
            #!/bin/sh
            # A writer that counts; its state is true of its own directory only.
            here=$(pwd -P)
            alive() { [ -f ctl.pid ] && kill -0 "$(cat ctl.pid)" 2>/dev/null && [ "$(cat ctl.home)" = "$here" ]; }
            case $1 in
              start)
                alive && exit 0
                printf '%s' "$here" > ctl.home
                setsid sh -c 'i=0; while [ -f ctl.pid ] && [ $i -lt 3000 ]; do i=$((i+1)); echo $i >> data/log; sleep 0.02; done' \
                  >/dev/null 2>&1 </dev/null &
                echo $! > ctl.pid ;;
              stop)
                [ -f ctl.pid ] || exit 0
                kill "$(cat ctl.pid)" 2>/dev/null
                rm -f ctl.pid ;;
              status) alive || exit 3 ;;
            esac
            """;

    @TempDir
    Path dir;

    TwoHosts hosts;
    FilesDriver driver;

    @BeforeEach
    void build() throws Exception {
        hosts = new TwoHosts(dir, new LocalShell(), new LocalShell());
        hosts.nasty();
        Files.delete(hosts.home.resolve("ctl.pid"));
        Files.delete(hosts.away);
        Files.writeString(hosts.home.resolve("ctl"), CTL);
        sh(hosts.home, "chmod +x ctl; mkdir -p data; ./ctl start; sed -i 's/cache.tmp/ctl.home, &/' instance.yaml");
        RemoteGuards guards = new RemoteGuards(hosts.shells(), FilesDriver::guardRoot);
        driver = new FilesDriver(
                hosts.shells(),
                guards,
                new SshSettings(dir.resolve("none"), dir.resolve("none")),
                name -> name.equals(hosts.alpha.name()) ? hosts.alpha : hosts.beta,
                Clock.systemUTC(),
                time -> Thread.sleep(time));
    }

    @AfterEach
    void stop() {
        for (Path copy : List.of(hosts.home, dir.resolve("b/web"))) {
            if (Files.isDirectory(copy)) {
                sh(copy, "./ctl stop");
            }
        }
    }

    @Test
    void aRunningInstanceArrivesRunningAndItsSourceIsParked() {
        assertThat(driver.objections(TwoHosts.move())).isEmpty();
        MoveContext ctx = hosts.context();
        for (PhaseAction action : driver.itinerary(TwoHosts.move()).actions()) {
            if (action.phase() == Phase.FINALIZE) {
                break;
            }
            Outcome outcome = action.run(ctx);
            assertThat(outcome).as(action.phase().word()).isNotInstanceOf(Outcome.Failed.class);
            ctx = ctx.withCheckpoint(
                    switch (outcome) {
                        case Outcome.Done done -> done.checkpoint();
                        case Outcome.Again again -> again.checkpoint();
                        case Outcome.Failed failed -> throw new AssertionError(failed);
                    });
        }
        var there = driver.observe(TwoHosts.move().arrived(), hosts.beta);
        var here = driver.observe(TwoHosts.move().instance(), hosts.alpha);
        assertThat(there.running()).isEqualTo(RunState.RUNNING);
        assertThat(there.facts().state()).isIn(GuardState.ACTIVE, GuardState.OPEN);
        assertThat(here.facts().state()).isEqualTo(GuardState.FENCED);
        assertThat(here.running()).isNotEqualTo(RunState.RUNNING);
        assertThat(dir.resolve("b/web/data/log")).exists();
        assertThat(hosts.home).doesNotExist();
        assertThat(dir.resolve("a/.evac/away/web")).isDirectory();
    }
}
