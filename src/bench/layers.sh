#!/usr/bin/env bash
# What a layer holds of what a guest has written into it, on a hypervisor of the lab (root): bytes of the layer for each byte that
# is written, where writes are of 4 KiB all over the disk, and of 1 MiB.
#   src/bench/layers.sh [MIB]      default 2048
set -euo pipefail
cd "$(dirname "$0")/../.."
size=${1:-2048}
. src/bench/lab.sh
$lab up 1 --libvirt >/dev/null
images=/var/lib/libvirt/images root=/var/lib/libvirt/images/.evac
$lab guest h1 bench "size=${size}M" format=raw >/dev/null
$lab run h1 "virsh -q suspend bench; mkdir -p $root"
cp src/main/resources/libvirt/platform.sh "$EVAC_LAB/hosts/h1/root$root/libvirt-bench.sh"
number=0
# As the guest would: by the QEMU that has the disk open. What is written is new to the layer.
for each in "2000 4" "64 1024"; do
  read -r writes kib <<<"$each"
  number=$((number + 1))
  $lab run h1 "sh $root/libvirt-bench.sh qemu:///system '' bench layer-$number
    awk -v writes=$writes -v kib=$kib -v size=$size 'BEGIN { srand(7); places = int(size * 1024 / kib)
      while (n < writes) { at = int(rand() * places); if (!(at in there)) { there[at]; n++; print at * kib } } }' |
    while read -r at; do virsh qemu-monitor-command bench --hmp \\
      \"qemu-io -d /machine/peripheral/virtio-disk0/virtio-backend \\\"write -q -P 7 \${at}k ${kib}k\\\"\" >/dev/null; done
    stat -c %b $images/bench.raw.evac-$number" |
    awk -v writes="$writes" -v kib="$kib" '{ printf "%5d writes of %4d KiB: %10d bytes in the layer of %10d, ratio %.2f\n", writes, kib,
      $1 * 512, writes * kib * 1024, $1 / (writes * kib * 2) }'
done
