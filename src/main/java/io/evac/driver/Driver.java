package io.evac.driver;

import io.evac.inventory.Surveyor;
import io.evac.migration.Carrier;
import io.evac.plan.Adviser;
import io.evac.plan.Move;
import java.util.List;

/** A platform: looks, advises, carries. One implementation per {@code driver:} word of hosts.yaml. */
public interface Driver extends Surveyor, Adviser, Carrier {
    /** The word in hosts.yaml. */
    String name();

    /** What a move would run on its hosts, one line each, for people: no secrets, nothing to paste. */
    default List<String> commands(Move move) {
        return itinerary(move).actions().stream()
                .map(action -> action.phase().word() + " " + move.instance() + " → " + move.to())
                .toList();
    }
}
