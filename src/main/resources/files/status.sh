# What instances say of themselves: status.sh ROOT SECONDS (INSTANCE COUNT ARGUMENT...)...   One exit status per line.
root=$1 limit=
if command -v timeout >/dev/null 2>&1; then limit="timeout $2"; fi
shift 2
while [ $# -gt 1 ]; do
  directory=$root/$1 count=$2
  shift 2
  (
    # Keeps the first COUNT arguments: each goes round to the end, the rest falls away.
    left=$# place=0
    while [ "$place" -lt "$left" ]; do
      if [ "$place" -lt "$count" ]; then set -- "$@" "$1"; fi
      shift
      place=$((place + 1))
    done
    cd "$directory" 2>/dev/null || exit 4
    exec $limit "$@"
  ) </dev/null >/dev/null 2>&1
  echo "$?"
  shift "$count"
done
echo end
