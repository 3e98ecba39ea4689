/** The protocol under every fault: whole stories in a simulated data centre, judged by the hosts' own records. */
@NullMarked
package io.evac.simulation;

import org.jspecify.annotations.NullMarked;
