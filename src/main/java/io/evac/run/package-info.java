/** How far is the whole? The Spring Batch jobs, the lease and the façade over runs. */
@NullMarked
package io.evac.run;

import org.jspecify.annotations.NullMarked;
