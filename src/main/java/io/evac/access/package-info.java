/** Who may do what? Roles, and tokens that stand for them. */
@NullMarked
package io.evac.access;

import org.jspecify.annotations.NullMarked;
