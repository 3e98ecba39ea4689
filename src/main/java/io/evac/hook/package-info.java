/** What of the operator's own is called around an evacuation: commands and webhooks, each at its point, within its time. */
@NullMarked
package io.evac.hook;

import org.jspecify.annotations.NullMarked;
