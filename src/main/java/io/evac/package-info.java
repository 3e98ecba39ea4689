/** Evac: the entry point; everything else is in the rooms below. */
@org.jspecify.annotations.NullMarked
package io.evac;
