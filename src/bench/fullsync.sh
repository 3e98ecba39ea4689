#!/usr/bin/env bash
# Full sync host to host against the same rsync by hand, on two lab hosts (root): what a GiB costs, by the slope between a
# small and a large instance, so that fixed costs drop out; the fixed cost per move is printed beside it.
#   src/bench/fullsync.sh [SMALL_GIB [LARGE_GIB [ROUNDS]]]      default 1 8 3
set -euo pipefail
cd "$(dirname "$0")/../.."
small=${1:-1} large=${2:-8} rounds=${3:-3}
. src/bench/lab.sh
$lab up 2 >/dev/null

# Only the bench gives one host a key to the other: rsync by hand needs what Evac does without.
cp "$config/evac_ed25519" "$EVAC_LAB/hosts/h1/root/root/.ssh/id_ed25519"
cp "$config/known_hosts" "$EVAC_LAB/hosts/h1/root/root/.ssh/known_hosts"
chmod 600 "$EVAC_LAB/hosts/h1/root/root/.ssh/"*
h2=$(awk '$1 ~ /^h2,/ {sub(/^h2,/, "", $1); print $1}' "$config/known_hosts")

instance() { # name GiB: data that does not compress, in files of 64 MiB, and nothing that runs
  $lab ssh h1 "mkdir -p /srv/evac/$1/data && cd /srv/evac/$1 &&
    printf 'start: \"true\"\nstop: \"true\"\nstatus: sh -c \"exit 3\"\ncpus: 0\nmemory: 1MiB\n' >instance.yaml &&
    i=0; while [ \$i -lt $(($2 * 16)) ]; do head -c 67108864 /dev/urandom >data/\$i; i=\$((i + 1)); done; sync"
}
seconds() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", b - a}'; }
now() { date +%s.%N; }

by_hand() { # name: seconds of rsync -a over ssh
  local start
  $lab ssh h2 "rm -rf /srv/hand"
  start=$(now)
  $lab ssh h1 "rsync -a -e 'ssh -o BatchMode=yes' /srv/evac/$1/ root@$h2:/srv/hand/"
  seconds "$start" "$(now)"
  $lab ssh h2 "rm -rf /srv/hand"
}

by_evac() { # name: seconds of the phase that carries the bytes, and from the plan to the end
  local run start whole
  printf 'instance,host,destination,type,downtime\n%s,h1,h2,semi-live,1h\n' "$1" >"$work/$1.csv"
  start=$(now)
  run=$(evac_run "$work/$1.csv")
  whole=$(seconds "$start" "$(now)")
  evac report "$run" --output json | python3 -c '
import json, sys, datetime
whole = float(sys.argv[1])
move = json.load(sys.stdin)["moves"][0]
assert move["state"] in ("moved", "verified"), move
stamp = datetime.datetime.fromisoformat
sync = sum((stamp(p["ended"].replace("Z", "+00:00")) - stamp(p["started"].replace("Z", "+00:00"))).total_seconds()
           for p in move["phases"] if p["phase"] in ("full-sync",) and p.get("ended"))
print("%.2f %.2f" % (sync, whole))' "$whole"
}

for round in $(seq 1 "$rounds"); do
  for size in "$small" "$large"; do
    name=bench-$round-$size
    instance "$name" "$size"
    hand=$(by_hand "$name")
    read -r sync whole < <(by_evac "$name")
    printf '%s %s %s %s %s\n' "$round" "$size" "$hand" "$sync" "$whole" | tee -a "$work/figures" |
      awk '{printf "round %s  %2d GiB  rsync by hand %6.2f s  full sync %6.2f s  plan to end %6.2f s\n", $1, $2, $3, $4, $5}'
    $lab ssh h1 "rm -rf /srv/evac/$name /srv/evac/.evac/away/$name"
    $lab ssh h2 "rm -rf /srv/evac/$name /srv/evac/.evac/away/$name"
  done
done
python3 - "$work/figures" "$small" "$large" <<'END'
import statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
small, large = int(sys.argv[2]), int(sys.argv[3])
by = {(int(r), int(s)): tuple(map(float, rest)) for r, s, *rest in rows}
ratios, fixed = [], []
for r in sorted({k[0] for k in by}):
    (h1, e1, w1), (h2, e2, w2) = by[r, small], by[r, large]
    hand, evac = (h2 - h1) / (large - small), (e2 - e1) / (large - small)
    ratios.append(hand / evac)
    fixed.append(e1 - evac * small)
    print(f"round {r}: per GiB by hand {hand:.2f} s, full sync {evac:.2f} s, ratio {hand / evac:.2f}; fixed {fixed[-1]:.2f} s")
print(f"median ratio {statistics.median(ratios):.2f} (aim >= 0.95), fixed cost of a full sync {statistics.median(fixed):.2f} s")
END
