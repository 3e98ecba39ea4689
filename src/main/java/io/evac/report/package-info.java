/** What to tell them? Renderers over read models. */
@NullMarked
package io.evac.report;

import org.jspecify.annotations.NullMarked;
