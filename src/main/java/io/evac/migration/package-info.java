/** How far is this instance? One move walked through its phases, with the ports it needs. */
@NullMarked
package io.evac.migration;

import org.jspecify.annotations.NullMarked;
