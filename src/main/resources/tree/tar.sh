# Packs a copy into its receiver at the destination: tar.sh FOLDER COPY BLOCK COUNT HARMLESS PACKER ARGUMENT...
# (after link.sh, few.sh and passed.sh)
# FOLDER holds the names. stdin: private key, known host, ssh's settings, each ended by a line with one dot; then a line
# for every chunk that may go (COUNT reads of BLOCK bytes at most), and "whole" when all that was packed shall count as an
# archive. Its end before that is the order to stop, at whatever it is.
# stdout: "ready" once the receiver is there, "+BYTES" for every chunk, "pack TEXT", then "packed STATUS", or "broken" when
# the receiver took no more; at last "unpack TEXT" and "unpacked STATUS".
dir=$1 copy=$2 block=$3 count=$4 harmless=$5
shift 5
ssh='' watch=''
trap '[ -z "$watch" ] || kill "$watch" 2>/dev/null; rm -rf "$dir"' EXIT
trap 'give_up' HUP INT TERM PIPE
# ssh goes before its pipe closes: a packer's end must not look like the archive's to the receiver.
give_up() {
  [ -z "$ssh" ] || { kill "$ssh" 2>/dev/null; wait "$ssh"; }
  exit 94
}
cd "$dir" && part key && part known && part config && mkfifo in out said heard orders || exit 93
exec 3<&0 </dev/null
# Both ends of a pipe are opened here, and none waits for the other: such a wait may end with a child, and then fails.
exec 9<>heard 7<heard 6>heard 9>&-
tail -n 20 <&7 >unpack 3<&- 6>&- 7<&- &
listener=$!
exec 7<&- 9<>in 4>in 7<in 9>&-
exec 9<>out 5<out 8>out 9>&-
ssh -F config evac-destination evac-tar <&7 >&8 2>&6 3<&- 4>&- 5<&- 6>&- 7<&- 8>&- &
ssh=$!
exec 6>&- 7<&- 8>&-
exec 9<>orders 6<orders 8>orders 9>&-
# Nobody else reads the orders: their end is heard while the receiver, the packer or ssh is waited for. ssh has gone when
# the reader sees it.
{
  exec 4>&- 5<&- 6<&- 8>&-
  while IFS= read -r go; do
    printf '%s\n' "$go"
    [ "$go" != whole ] || exit 0
  done
  # A packer that ssh's end breaks was stopped all the same.
  true >stopped
  kill "$ssh"
  exec >/dev/null
  # A shell that is just about to become ssh may miss it.
  while sleep 1; do kill "$ssh" || exit 0; done
} <&3 >&8 2>/dev/null &
watch=$!
exec 3<&- 8>&-

# A chunk is one dd: it reads what it was told and no more, and counts exactly.
pump() {
  while IFS= read -r go <&6; do
    dd bs="$block" count="$count" 2>told >&4 || return 1
    bytes=0
    passed "$block"
    [ "$bytes" -gt 0 ] || return 0
    echo "+$bytes"
  done
  return 2
}

# The last lines of a file, each of which says whose they are; what a tool says need not end its line.
tell() {
  while IFS= read -r line || [ -n "$line" ]; do
    printf '%s %s\n' "$1" "$line"
  done <"$1"
}

send() {
  exec 9<>said 7<said 8>said 9>&-
  # Closed within: what is closed for a function or a group alone, some shells keep open beside it.
  {
    exec 4>&- 5<&- 6<&- 7<&- 8>&-
    few "$harmless"
  } <&7 >pack &
  noter=$!
  exec 7<&-
  {
    cd "$copy" && "$@" <"$dir/names"
    echo "$?" >"$dir/packed"
  } 2>&8 4>&- 5<&- 6<&- 8>&- | pump
  pumped=$?
  exec 8>&-
  wait "$noter"
  tell pack
  case $pumped in
    0)
      read -r packed <packed
      echo "packed $packed"
      while IFS= read -r go <&6 || give_up; do
        [ "$go" != whole ] || break
      done
      ;;
    1)
      [ ! -e stopped ] || give_up
      echo broken
      ;;
    *) give_up ;;
  esac
}

line=
while IFS= read -r line <&5; do
  [ "$line" != evac-ready ] || break
done
if [ "$line" = evac-ready ]; then
  echo ready
  send "$@"
fi
exec 4>&-
wait "$ssh"
rc=$?
ssh=
wait "$listener"
tell unpack
echo "unpacked $rc"
