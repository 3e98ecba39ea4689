/** The command line; starts without Spring and talks HTTP to the daemon. */
@NullMarked
package io.evac.cli;

import org.jspecify.annotations.NullMarked;
