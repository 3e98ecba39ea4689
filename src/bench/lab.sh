# Lab hosts (root) and an Evac of the bench's own, which end with the script; to be sourced by bash. Sets lab, work, config,
# and evac, a command.
export EVAC_LAB=${EVAC_LAB:-/var/tmp/evac-bench-lab} EVAC_LAB_NET=${EVAC_LAB_NET:-10.204.0}
lab=src/lab/lab
work=$(mktemp -d)
config=$EVAC_LAB/config
evac() { ./evac --home "$work/home" --config "$config" "$@"; }
finish() {
  [ ! -s "$work/home/evac.pid" ] || kill "$(cat "$work/home/evac.pid")" 2>/dev/null || true
  $lab down
  rm -rf "$work"
}
trap finish EXIT

# Plans a list, applies the plan, waits, and prints the run.
evac_run() { # list.csv
  local plan
  evac plan "$1" -o "$work/plan.json" --output json >/dev/null
  plan=$(sed -n 's/.*"id" *: *"\(P-[0-9a-f-]*\)".*/\1/p' "$work/plan.json" | head -n 1)
  evac apply "$plan" --yes --wait --output json 2>"$work/said" >"$work/run.json" || {
    cat "$work/said" "$work/run.json" >&2
    return 1
  }
  sed -n 's/.*"id" *: *"\(R-[0-9]*\)".*/\1/p' "$work/run.json" | head -n 1
}
