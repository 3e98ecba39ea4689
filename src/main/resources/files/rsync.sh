# Sends a tree with a one-time key: rsync.sh KEYS INSTANCE RSYNC ARGUMENT...
# stdin: private key, known host, exclusions, each ended by a line with one dot; its end is the order to stop.
LC_ALL=C
export LC_ALL
umask 077
# What a transfer of this instance left when its host or Evac died; there is one transfer at a time.
for left in "$1/$2".??????; do
  [ -d "$left" ] && rm -rf -- "$left"
done
mkdir -p "$1" && dir=$(mktemp -d "$1/$2.XXXXXX") || exit 93
shift 2
child=
trap 'rm -rf "$dir"' EXIT
trap '[ -z "$child" ] || kill "$child"; exit 94' HUP INT TERM PIPE
part() {
  while IFS= read -r line && [ "$line" != . ]; do
    printf '%s\n' "$line"
  done >"$dir/$1"
}
part key
part known
part exclude
cd "$dir" || exit 93
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{
  cat <&3
  kill "$child"
} >/dev/null 2>&1 &
watch=$!
wait "$child"
rc=$?
child=
kill "$watch" 2>/dev/null
exit "$rc"
