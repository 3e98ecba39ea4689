/** How does a tree of files get from one host to another, and is it equal there? */
@NullMarked
package io.evac.remote.tree;

import org.jspecify.annotations.NullMarked;
