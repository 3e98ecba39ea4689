/** What does a monitoring see? Counts, measures, and health; the only place that knows Micrometer and the actuator. */
@NullMarked
package io.evac.metrics;

import org.jspecify.annotations.NullMarked;
