/** How does libvirt do it: domains of QEMU and KVM hosts, looked at and moved by {@code virsh} over SSH. */
@NullMarked
package io.evac.driver.libvirt;

import org.jspecify.annotations.NullMarked;
