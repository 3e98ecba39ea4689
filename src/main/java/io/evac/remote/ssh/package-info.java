/** SSH through JSch: pinned host keys, pooled sessions, jump hosts. */
@NullMarked
package io.evac.remote.ssh;

import org.jspecify.annotations.NullMarked;
