/** The HTTP door of the daemon. */
@NullMarked
package io.evac.api;

import org.jspecify.annotations.NullMarked;
