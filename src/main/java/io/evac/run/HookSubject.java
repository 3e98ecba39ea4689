package io.evac.run;

import io.evac.hook.HookCall;
import io.evac.hook.HookPoint;
import io.evac.inventory.HostName;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import java.util.Optional;

/**
 * What hooks are called around: the evacuation of a host, or one cutover.
 *
 * @param host that is left, or on which the instance runs before the cutover
 * @param move empty for a host
 */
record HookSubject(HostName host, Optional<Move> move, boolean homeward) {
    static HookSubject of(HostName host) {
        return new HookSubject(host, Optional.empty(), false);
    }

    static HookSubject of(Move move, boolean homeward) {
        return new HookSubject(homeward ? move.to() : move.from(), Optional.of(move), homeward);
    }

    /** Unique in its run: no move's id has a slash. */
    String key() {
        return move.map(it -> it.id().value()).orElse("host/" + host);
    }

    Optional<MoveId> id() {
        return move.map(Move::id);
    }

    HookPoint before() {
        return move.isPresent() ? HookPoint.BEFORE_CUTOVER : HookPoint.BEFORE_HOST;
    }

    HookPoint after() {
        return move.isPresent() ? HookPoint.AFTER_CUTOVER : HookPoint.AFTER_HOST;
    }

    HookCall call(RunId run, HookPoint at, Optional<String> outcome) {
        return new HookCall(at, run.value(), host.value(), move.map(this::cutover), outcome);
    }

    private HookCall.Cutover cutover(Move it) {
        return new HookCall.Cutover(
                it.id().value(), it.instance().name().value(), (homeward ? it.from() : it.to()).value());
    }
}
