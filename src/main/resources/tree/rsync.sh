# Sends a tree by rsync: rsync.sh KEYS INSTANCE RSYNC ARGUMENT...   (after link.sh)
# stdin: private key, known host, ssh's settings, exclusions, pace.sh, and how fast it lets bytes go, each ended by a line
# with one dot; then a line whenever that changes. Its end is the order to stop.
dir=$(folder "$1" "$2") || exit 93
shift 2
child=
# What leads its ssh may write a last file while it is taken away.
trap 'for _ in 1 2 3 4 5; do rm -rf "$dir" 2>/dev/null && break; sleep 1; done' EXIT
trap '[ -z "$child" ] || kill "$child"; exit 94' HUP INT TERM PIPE
cd "$dir" && part key && part known && part config && part exclude && part pace.sh && part pace || exit 93
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{
  while IFS= read -r pace; do
    printf '%s\n' "$pace" >pace.new && mv pace.new pace
  done <&3
  kill "$child"
} >/dev/null 2>&1 &
watch=$!
wait "$child"
rc=$?
child=
kill "$watch" 2>/dev/null
exit "$rc"
