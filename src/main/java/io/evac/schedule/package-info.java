/** When? Schedules and occurrences; Quartz only hints, our own tables decide. */
@NullMarked
package io.evac.schedule;

import org.jspecify.annotations.NullMarked;
