/** What exists? Hosts, their instances and what each host can carry; pure values and the port that looks. */
@NullMarked
package io.evac.inventory;

import org.jspecify.annotations.NullMarked;
