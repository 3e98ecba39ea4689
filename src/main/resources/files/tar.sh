# Packs a copy into its receiver at the destination: tar.sh FOLDER COPY BLOCK COUNT HARMLESS PACKER ARGUMENT...
# (after link.sh and few.sh)
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
tail -n 20 <heard >unpack &
listener=$!
# "heard" first: the listener waits for it, even when ssh is ended at once.
ssh -F config evac-destination evac-tar 2>heard <in >out 3<&- &
ssh=$!
# Nobody else reads the orders: their end is heard while the receiver, the packer or ssh is waited for. ssh has gone when
# the reader sees it.
{
  while IFS= read -r go; do
    printf '%s\n' "$go"
    [ "$go" != whole ] || exit 0
  done
  kill "$ssh"
  exec >/dev/null
  # A shell that is just about to become ssh may miss it.
  while sleep 1; do kill "$ssh" || exit 0; done
} <&3 >orders 2>/dev/null &
watch=$!
exec 3<&- 4>in 5<out 6<orders

# A chunk is one dd: it reads what it was told and no more, and counts exactly.
pump() {
  while IFS= read -r go <&6; do
    dd bs="$block" count="$count" 2>told >&4 || return 1
    bytes=0
    while read -r number word more; do
      case $number/$word/$more in
        # Where only blocks are told, they count as full ones.
        *+*/records/in) bytes=$(((${number%+*} + ${number#*+}) * block)) ;;
        *[!0-9]*/byte*) ;;
        */byte*) bytes=$number ;;
      esac
    done <told
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
  few "$harmless" <said >pack &
  noter=$!
  {
    cd "$copy" && "$@" <"$dir/names"
    echo "$?" >"$dir/packed"
  } 2>said 4>&- 5<&- 6<&- | pump
  pumped=$?
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
    1) echo broken ;;
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
