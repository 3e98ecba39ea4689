/** Who must leave? The evacuation list, its rows, and every problem a list can have. */
@NullMarked
package io.evac.list;

import org.jspecify.annotations.NullMarked;
