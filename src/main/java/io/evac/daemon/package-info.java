/** One engine process: who owns the state directory, who may knock, and when it goes. */
@NullMarked
package io.evac.daemon;

import org.jspecify.annotations.NullMarked;
