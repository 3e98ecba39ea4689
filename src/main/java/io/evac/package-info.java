/** Evac: the entry point; everything else is in the rooms below. */
@NullMarked
package io.evac;

import org.jspecify.annotations.NullMarked;
