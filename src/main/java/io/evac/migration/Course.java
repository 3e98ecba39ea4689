package io.evac.migration;

import java.util.List;

/** Which phases lead from QUIESCE to the end of a walk. */
final class Course {
    private static final List<Phase> FORWARD = List.of(Phase.QUIESCE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);
    /** To the parked copy as it is: nothing is carried. */
    private static final List<Phase> BACK = List.of(Phase.QUIESCE, Phase.FENCE, Phase.ACTIVATE);

    private static final List<Phase> REVERSAL =
            List.of(Phase.QUIESCE, Phase.RESERVE, Phase.FINAL_SYNC, Phase.FENCE, Phase.ACTIVATE);

    private Course() {}

    /** The rest of the walk, beginning with {@code first}. */
    static List<Phase> from(Phase first, Draft draft) {
        // What a reversal has stopped may go on as the way home that an operator ordered since.
        boolean reversal = draft.reversal() || first == Phase.RESERVE;
        List<Phase> phases = draft.discard() ? BACK : reversal ? REVERSAL : FORWARD;
        return phases.subList(phases.indexOf(first), phases.size());
    }
}
