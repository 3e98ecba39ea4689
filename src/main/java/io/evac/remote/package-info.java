/** How is a command run there? Commands as data, their results and streams. */
@NullMarked
package io.evac.remote;

import org.jspecify.annotations.NullMarked;
