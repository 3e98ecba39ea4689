/** Talks to the guard, the small program on every host that keeps an instance's numbered records. */
@NullMarked
package io.evac.remote.guard;

import org.jspecify.annotations.NullMarked;
