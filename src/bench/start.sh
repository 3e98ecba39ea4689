#!/usr/bin/env bash
# Measures how long evac takes to answer: help, status with a daemon, the first status without one. See README.md here.
# Usage: src/bench/start.sh [repetitions [folder of an evac demo --dir]]
set -eu
cd "$(dirname "$0")/../.."
times=${1:-15}
stage=${2:-}
scratch=$(mktemp -d)
if [ -n "$stage" ]; then
    where=(--home "$stage/home" --config "$stage/config")
    home=$stage/home
else
    mkdir "$scratch/config"
    where=(--home "$scratch/home" --config "$scratch/config")
    home=$scratch/home
fi

leave() {
    if [ -s "$home/evac.pid" ]; then
        local pid
        pid=$(cat "$home/evac.pid")
        kill "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    fi
}
trap 'leave; rm -rf "$scratch"' EXIT

# The user and system time of the daemon so far, in seconds; 0 where there is no /proc.
daemon_cpu() {
    if [ -r "/proc/$(cat "$home/evac.pid")/stat" ]; then
        sed 's/.*) //' "/proc/$(cat "$home/evac.pid")/stat" |
            awk -v tick="$(getconf CLK_TCK)" '{ printf "%.2f", ($12 + $13) / tick }'
    else
        echo 0
    fi
}

median() {
    sort -n | awk '{ all[NR] = $1 } END { printf "%7.3f", all[int((NR + 1) / 2)] }'
}

TIMEFORMAT='%R %U %S'
# Runs what follows the label so many times; $before is done before each, and $cpu_too says what to add to the CPU time.
measure() {
    local label=$1 i figures extra
    shift
    : >"$scratch/wall"
    : >"$scratch/cpu"
    for ((i = 0; i < times; i++)); do
        $before
        figures=$({ time ./evac "$@" >/dev/null 2>&1; } 2>&1)
        extra=$($cpu_too)
        awk '{ print $1 }' <<<"$figures" >>"$scratch/wall"
        awk -v extra="$extra" '{ print $2 + $3 + extra }' <<<"$figures" >>"$scratch/cpu"
    done
    printf '%-37s %s %s\n' "$label" "$(median <"$scratch/wall")" "$(median <"$scratch/cpu")"
}

./evac --version >/dev/null
read -r jdk <target/evac/trained
for archive in cli daemon; do
    "$jdk/bin/java" -XX:+UseSerialGC -Xshare:on -XX:SharedArchiveFile="target/evac/$archive.jsa" -Xlog:class+load \
        -cp target/evac/evac.jar io.evac.Main --version >"$scratch/loaded" ||
        { echo "target/evac/$archive.jsa is not usable" >&2; exit 1; }
    grep -q 'shared objects file (top)' "$scratch/loaded" ||
        { echo "nothing comes from target/evac/$archive.jsa" >&2; exit 1; }
done

printf '%-37s %7s %7s   (seconds, medians of %s)\n' command wall cpu "$times"
before=true cpu_too='echo 0'
measure 'evac --help' --help
./evac status "${where[@]}" >/dev/null 2>&1
measure 'evac status' status "${where[@]}"
before=leave cpu_too=daemon_cpu
measure 'evac status, no daemon (cpu of both)' status "${where[@]}"
