package io.evac.run;

import io.evac.inventory.HostName;
import io.evac.migration.Authority;
import io.evac.migration.Control;
import io.evac.migration.Journal;
import io.evac.migration.Leg;
import io.evac.migration.Migrator;
import io.evac.plan.Move;
import io.evac.plan.Policy;

/** What a run needs of the {@link Migrator}; there with the same meaning. */
interface Walks {
    Journal.MoveRecord advance(Move move, Policy policy, Leg leg, Authority authority, Control control);

    Journal.MoveRecord topUp(Move move, Policy policy, Authority authority, Control control);

    void adopt(Move move, Authority authority);

    long highestEpoch(HostName host);

    static Walks of(Migrator migrator) {
        return new Walks() {
            @Override
            public Journal.MoveRecord advance(Move move, Policy policy, Leg leg, Authority authority, Control control) {
                return migrator.advance(move, policy, leg, authority, control);
            }

            @Override
            public Journal.MoveRecord topUp(Move move, Policy policy, Authority authority, Control control) {
                return migrator.topUp(move, policy, authority, control);
            }

            @Override
            public void adopt(Move move, Authority authority) {
                migrator.adopt(move, authority);
            }

            @Override
            public long highestEpoch(HostName host) {
                return migrator.highestEpoch(host);
            }
        };
    }
}
