# How every program begins that sends from host to host with a one-time key.
LC_ALL=C
export LC_ALL
umask 077
# Takes the lines on stdin up to one with one dot into a file here; fails without. A shell reads no byte too many.
part() {
  while IFS= read -r line; do
    [ "$line" != . ] || return 0
    printf '%s\n' "$line"
  done >"$1"
  return 1
}
# A folder for one transfer: folder KEYS INSTANCE   There is one at a time: what one left that died is removed.
folder() {
  for left in "$1/$2".??????; do
    [ -d "$left" ] && rm -rf -- "$left"
  done
  mkdir -p "$1" && mktemp -d "$1/$2.XXXXXX"
}
