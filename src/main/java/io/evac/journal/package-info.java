/** What do we know after a crash? The JDBC stores behind the ports of the other rooms. */
@NullMarked
package io.evac.journal;

import org.jspecify.annotations.NullMarked;
