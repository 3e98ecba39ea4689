package io.evac.report;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One line of a run's history: who did what, when and why.
 *
 * @param number rising within the installation
 * @param move empty for an event of the run itself
 */
public record EventReport(
        long number, OffsetDateTime at, String run, Optional<String> move, String kind, String actor, String text) {}
