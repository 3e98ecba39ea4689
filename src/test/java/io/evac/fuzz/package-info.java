/** What reads files and answers of others, fed with what nobody wrote: Jazzer looks for input that it does not bear. */
@NullMarked
package io.evac.fuzz;

import org.jspecify.annotations.NullMarked;
