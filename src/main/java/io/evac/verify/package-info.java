/** Really there, really gone? Independent checks after a move. */
@NullMarked
package io.evac.verify;

import org.jspecify.annotations.NullMarked;
