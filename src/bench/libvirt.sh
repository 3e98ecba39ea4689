#!/usr/bin/env bash
# A domain between two hypervisors of the lab (root), in turns: by Evac semi-live, live, warm and cold, by the shortest script of
# snapshots and rsync that does it by hand, and by virsh migrate alone. Prints how long it was silent, measured from outside, how
# long it was on its way, and what travelled.
#   src/bench/libvirt.sh [MIB [ROUNDS [RATE [WAYS]]]]      default 2048 3, links as fast as the machine, all six ways
#   src/bench/libvirt.sh 2048 2 200mbit 'semi-live cold'
set -euo pipefail
cd "$(dirname "$0")/../.."
size=${1:-2048} rounds=${2:-3} rate=${3:-} ways=${4:-hand semi-live virsh live+block warm cold}
. src/bench/lab.sh
$lab up 2 --libvirt >/dev/null
images=/var/lib/libvirt/images

# Only the bench gives hosts keys to each other: rsync by hand needs what Evac does without.
for h in h1 h2; do
  cp "$config/evac_ed25519" "$EVAC_LAB/hosts/$h/root/root/.ssh/id_ed25519"
  cp "$config/known_hosts" "$EVAC_LAB/hosts/$h/root/root/.ssh/known_hosts"
  chmod 600 "$EVAC_LAB/hosts/$h/root/root/.ssh/"*
done
address() { awk -v h="$1," 'index($1, h) == 1 { sub(/^h[0-9]+,/, "", $1); print $1 }' "$config/known_hosts"; }
now() { date +%s.%N; }
other() { if [ "$1" = h1 ]; then echo h2; else echo h1; fi; }

# A guest most of whose disk is data that does not compress.
guest=$($lab guest h1 bench "size=${size}M" format=raw)
ip=${guest##* }
counts() { (exec 3<>"/dev/tcp/$ip/80") 2>/dev/null; }
until counts; do :; done
$lab ssh h1 "virsh -q shutdown bench; while [ \"\$(virsh domstate bench)\" != 'shut off' ]; do sleep 0.1; done
  head -c $((size * 3 / 4))M /dev/urandom >/tmp/filler && debugfs -w -R 'write /tmp/filler filler' $images/bench.raw >/dev/null 2>&1
  rm /tmp/filler; virsh -q start bench" >/dev/null
until counts; do :; done

# Notes each moment at which the guest answers, until it is told to end; it has to do else than to answer.
watch() {
  while [ ! -e "$work/enough" ]; do
    if timeout 0.2 bash -c "exec 3<>/dev/tcp/$ip/80" 2>/dev/null; then now >>"$work/answers"; fi
    sleep 0.05
  done
}
silence() { awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { printf "%.2f", most }' "$work/answers"; }

by_hand() { # from to
  $lab ssh "$1" "set -e
    layer() { virsh -q snapshot-create-as bench \$1 --disk-only --no-metadata --atomic --diskspec vda,file=$images/bench.\$1 >/dev/null; }
    to=root@$(address "$2")
    layer s1; from=\$(date +%s.%N); rsync -S $images/bench.raw \$to:$images/; echo \$from \$(date +%s.%N)
    layer s2; rsync -S $images/bench.s1 \$to:$images/
    virsh -q shutdown bench; while [ \"\$(virsh domstate bench)\" != 'shut off' ]; do sleep 0.1; done
    rsync -S $images/bench.s2 \$to:$images/
    virsh dumpxml --inactive bench >/tmp/bench.xml; rsync /tmp/bench.xml \$to:/tmp/
    ssh -o BatchMode=yes \$to 'virsh -q define /tmp/bench.xml >/dev/null && virsh -q start bench'" | awk 'NF == 2 { printf "%.2f", $2 - $1 }' >"$work/full"
}
by_hand_afterwards() { # from to
  $lab ssh "$2" "virsh -q blockcommit bench vda --active --pivot --wait >/dev/null; rm -f $images/bench.s?"
  $lab ssh "$1" "virsh -q undefine bench; rm -f $images/bench.*" >/dev/null
}
by_virsh() { # from to
  $lab ssh "$2" "truncate -s ${size}M $images/bench.raw"
  $lab ssh "$1" "virsh -q migrate --live --copy-storage-all --persistent --undefinesource bench \
    qemu+ssh://root@$(address "$2")/system tcp://$(address "$2") && rm -f $images/bench.raw" >/dev/null
}
# Seconds from the beginning of one phase to the end of another: no start of Java, no plan, no soak time.
lasted() { # run phase phase
  local json from to
  json=$(evac report "$1" --output json | tr -d ' \n')
  from=$(grep -o "\"phase\":\"$2\"[^}]*" <<<"$json" | sed 's/.*"started":"\([^"]*\)".*/\1/;q')
  to=$(grep -o "\"phase\":\"$3\"[^}]*" <<<"$json" | sed 's/.*"ended":"\([^"]*\)".*/\1/;q')
  awk -v a="$(date -d "$from" +%s.%N)" -v b="$(date -d "$to" +%s.%N)" 'BEGIN { printf "%.2f", b - a }'
}
by_evac() { # from to type
  printf 'instance,host,destination,type,downtime\nbench,%s,%s,%s,1h\n' "$1" "$2" "$3" >"$work/list.csv"
  run=$(evac_run "$work/list.csv")
}

if [ -n "$rate" ]; then for h in h1 h2; do $lab shape $h "$rate"; done; fi
at=h1
for round in $(seq 1 "$rounds"); do
  for way in $ways; do
    to=$(other "$at")
    rm -f "$work/answers" "$work/enough"
    watch &
    watcher=$!
    start=$(now)
    case $way in
      hand) by_hand "$at" "$to" ;;
      virsh) by_virsh "$at" "$to" ;;
      *) by_evac "$at" "$to" "$way" ;;
    esac
    end=$(now)
    # An answer from behind the end has to be among those that were noted.
    until awk -v end="$end" '{ last = $1 } END { exit last <= end }' "$work/answers"; do sleep 0.1; done
    touch "$work/enough"
    wait $watcher
    sent=- full=- whole=$(awk -v a="$start" -v b="$end" 'BEGIN { print b - a }')
    if [ "$way" = hand ]; then
      full=$(cat "$work/full")
      by_hand_afterwards "$at" "$to"
    elif [ "$way" != virsh ]; then
      whole=$(lasted "$run" reserve activate)
      [ "$way" != semi-live ] || full=$(lasted "$run" full-sync full-sync)
      sent=$(evac report "$run" --output json | sed -n 's/.*"bytesDone" *: *\([0-9]*\).*/\1/p' | head -n 1)
      layers=$($lab run "$at" "stat -c %s $images/.evac/away/bench/vda/* | paste -sd+ | bc")
      evac finalize "$run" >/dev/null
    fi
    awk -v r="$round" -v w="$way" -v s="$(silence)" -v t="$whole" -v f="$full" -v n="$sent" -v l="${layers:--}" 'BEGIN {
      printf "round %d  %-10s  silent %6.2f s  on its way %6.2f s  full sync %6s s", r, w, s, t, f
      if (n != "-") printf "  sent %.0f bytes of %.0f", n, l
      print "" }' | tee -a "$work/figures"
    $lab proof "$to" bench >/dev/null
    at=$to
  done
done
awk 'function ratio(of, a, b) { return (a in of) && (b in of) && of[b] ? sprintf("%.2f", of[a] / of[b]) : "-" }
{ s[$3] += $5; n[$3]++; t[$3] += $10; if ($14 != "-") f[$3] += $14 }
END {
  for (w in s) { m[w] = s[w] / n[w]; d[w] = t[w] / n[w] }
  printf "silent, mean: semi-live / cold %s   semi-live / by hand %s   warm / by hand %s   live+block / by hand %s\n",
    ratio(m, "semi-live", "cold"), ratio(m, "semi-live", "hand"), ratio(m, "warm", "hand"), ratio(m, "live+block", "hand")
  printf "on its way, mean: semi-live / by hand %s   live+block / virsh %s\n", ratio(d, "semi-live", "hand"), ratio(d, "live+block", "virsh")
  printf "full sync, rate: semi-live / rsync by hand %s\n", ratio(f, "hand", "semi-live") }' "$work/figures"
