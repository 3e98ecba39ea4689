/** Where to, how, at what cost, and who cannot? A plan is a value, decided before anything moves. */
@NullMarked
package io.evac.plan;

import org.jspecify.annotations.NullMarked;
