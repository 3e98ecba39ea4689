/** Whom to tell what has happened: mail and webhooks, never in the way of a run. */
@NullMarked
package io.evac.notice;

import org.jspecify.annotations.NullMarked;
