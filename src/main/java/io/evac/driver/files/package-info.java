/** Instances that are directories on any Unix host with sshd. */
@NullMarked
package io.evac.driver.files;

import org.jspecify.annotations.NullMarked;
