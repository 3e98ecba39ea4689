#!/usr/bin/env bash
# Makespan of 40 mixed moves on four lab hosts (root) with shaped links, against what no schedule can beat.
#   src/bench/shaped.sh [RATE_MBIT [MEDIAN_MIB [ROUNDS]]]      default 100 64 1
set -euo pipefail
cd "$(dirname "$0")/../.."
rate=${1:-100} median=${2:-64} rounds=${3:-1}
. src/bench/lab.sh
$lab up 4 >/dev/null
for host in h1 h2 h3 h4; do $lab shape $host "${rate}mbit"; done

# Two hosts are left for two others. Sizes are log-normal and the same in every round, every fifth is cold, every tenth
# stopped; what runs is an idle process.
python3 - "$median" >"$work/instances" <<'END'
import math, random, sys
random.seed(1)
for i in range(40):
    mib = max(1, min(16 * int(sys.argv[1]), round(int(sys.argv[1]) * math.exp(random.gauss(0, 1)))))
    print("h%d h%d i%02d %s %s %d" % (1 + i % 2, 3 + i // 2 % 2, i, "cold" if i % 5 == 4 else "semi-live",
                                     "stopped" if i % 10 == 0 else "running", mib))
END
build() { # host
  {
    cat <<'END'
set -e
make() { # name running|stopped MiB
  rm -rf "/srv/evac/$1" "/srv/evac/.evac/away/$1"
  mkdir -p "/srv/evac/$1/data"
  cd "/srv/evac/$1"
  cat >ctl <<'CTL'
#!/bin/sh
alive() { read -r pid <run.pid && kill -0 "$pid"; } 2>/dev/null
case $1 in
  start) alive || { nohup sleep 100000 </dev/null >/dev/null 2>&1 & echo $! >run.pid; } ;;
  stop) ! alive || kill -9 "$pid"; while alive; do sleep 0.01; done ;;
  *) alive || exit 3 ;;
esac
CTL
  chmod 755 ctl
  printf 'start: ./ctl start\nstop: ./ctl stop\nstatus: ./ctl status\ncpus: 0\nmemory: 1MiB\nruntime: [run.pid]\n' >instance.yaml
  head -c "$(($3 * 1048576))" /dev/urandom >data/blocks
  [ "$2" = stopped ] || ./ctl start
}
END
    awk -v host="$1" '$1 == host {print "make", $3, $5, $6}' "$work/instances"
  } | $lab ssh "$1" sh
}
awk 'BEGIN {print "instance,host,destination,type,downtime"}
     {printf "%s,%s,%s,%s,%s\n", $3, $1, $2, $4, $4 == "cold" ? "1h" : "5m"}' "$work/instances" >"$work/list.csv"

for round in $(seq 1 "$rounds"); do
  build h1
  build h2
  for host in h3 h4; do $lab ssh $host 'rm -rf /srv/evac/i[0-9]* /srv/evac/.evac/away/i[0-9]*'; done
  run=$(evac_run "$work/list.csv")
  evac report "$run" --output json >"$work/report.json"
  python3 - "$work/report.json" "$work/instances" "$rate" "$round" <<'END'
import collections, datetime, json, sys
moves = json.load(open(sys.argv[1]))["moves"]
assert all(move["state"] in ("moved", "verified") for move in moves), collections.Counter(m["state"] for m in moves)
stamp = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
phases = [phase for move in moves for phase in move["phases"] if phase["phase"] != "verify"]
seconds = (max(stamp(p["ended"]) for p in phases) - min(stamp(p["started"]) for p in phases)).total_seconds()
link = collections.Counter()
for line in open(sys.argv[2]):
    source, destination, _, _, _, mib = line.split()
    link[source] += int(mib)
    link[destination] += int(mib)
bound = max(link.values()) * 1048576 * 8 / (int(sys.argv[3]) * 1e6)
down = sorted(m["downtimeMillis"] for m in moves if m["type"] == "semi-live" and m["downtimeMillis"])
print(f"round {sys.argv[4]}: {len(moves)} moves, {sum(link.values()) // 2} MiB, makespan {seconds:.1f} s, bound {bound:.1f} s, "
      f"ratio {seconds / bound:.3f} (aim <= 1.15); semi-live down {down[len(down) // 2]} ms in the median, {down[-1]} ms at most")
END
done
