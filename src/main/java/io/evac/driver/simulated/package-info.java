/** A simulated data centre for fault schedules and dry simulations; never proof that a platform works. */
@NullMarked
package io.evac.driver.simulated;

import org.jspecify.annotations.NullMarked;
