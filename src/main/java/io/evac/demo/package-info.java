/** {@code evac demo}: a whole evacuation over real SSH on hosts inside this JVM, with nothing to install. */
@NullMarked
package io.evac.demo;

import org.jspecify.annotations.NullMarked;
