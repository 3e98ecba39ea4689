/** How does this platform do it? The three ports every driver implements, and the registry of drivers. */
@NullMarked
package io.evac.driver;

import org.jspecify.annotations.NullMarked;
