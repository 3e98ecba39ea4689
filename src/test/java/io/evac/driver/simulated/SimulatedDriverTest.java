package io.evac.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.driver.DriverContract;
import io.evac.driver.Rig;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceRef;
import io.evac.migration.Moves;
import io.evac.migration.Waiter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

class SimulatedDriverTest extends DriverContract {
    @Override
    protected Rig rig() {
        return new Simulated();
    }

    private static final class Simulated implements Rig {
        private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T22:00:00Z"));
        private final SimulatedWorld world = new SimulatedWorld(clock, clock);

        Simulated() {
            world.add(Moves.HOME, 1 << 30, 1 << 20, true);
        }

        @Override
        public Platform platform() {
            return new Platform(new SimulatedDriver(world, clock, clock), world.guards());
        }

        @Override
        public InstanceRef instance() {
            return Moves.HOME;
        }

        @Override
        public HostName destination() {
            return Moves.BETA;
        }

        @Override
        public Host host(HostName name) {
            return Moves.host(name);
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public Waiter waiter() {
            return clock;
        }

        @Override
        public List<HostName> runningOn() {
            return world.runningOn(Moves.WEB);
        }

        @Override
        public void bringBack() {
            world.carry(new InstanceRef(Moves.BETA, Moves.WEB), Moves.ALPHA);
        }

        /** The world notes every start of a copy that lacks a write. */
        @Override
        public void assertWhole(HostName where) {
            assertThat(world.violations()).isEmpty();
        }

        @Override
        public void mayLose() {
            world.allowDiscard();
        }

        @Override
        public void powerOff() {
            world.halt(Moves.BETA);
        }

        @Override
        public void vanish() {
            world.delete(Moves.HOME);
        }

        @Override
        public void occupy() {
            world.intrude(Moves.AWAY);
        }

        @Override
        public void assertOccupied() {
            Copy stranger = world.copy(Moves.AWAY);
            assertThat(stranger.inPlace).isTrue();
            assertThat(stranger.position).isZero();
            assertThat(stranger.records).isEmpty();
        }

        @Override
        public void close() {
            assertThat(world.violations()).isEmpty();
        }
    }
}
