# Leads rsync's ssh at a pace: pace.sh DESTINATION COMMAND...   (after passed.sh)
# In a transfer's folder, where the file "pace" says how many bytes may go in every quarter of a second, and how many one
# read may take. It may be changed at any time.
exec 3<&0 </dev/null
mkfifo paced
# Both ends are opened here, and none waits for the other.
exec 9<>paced 4<paced 5>paced 9>&-
quarter=0.25 parts=1
sleep 0.01 2>/dev/null || quarter=1 parts=4
# As much as one dd takes at most: behind each the pace may be another.
most=4194304
# What goes has gone by then; rsync, which waits for answers, gets each byte through at once.
pump() {
  # Closed within: what is closed for a function alone, some shells keep open beside it, and rsync waits for its end.
  exec 4<&- >/dev/null 2>&1
  while read -r pace <pace; do
    left=$((${pace% *} * parts)) block=${pace#* }
    sleep "$quarter" 3<&- 5>&- &
    while [ "$left" -gt 0 ]; do
      part=$left
      [ "$part" -le "$most" ] || part=$most
      [ "$part" -ge "$block" ] || block=$part
      dd bs="$block" count=$((part / block)) <&3 2>told >&5 || return
      bytes=0
      passed "$block"
      [ "$bytes" -gt 0 ] || return
      left=$((left - bytes))
      read -r now <pace || return
      [ "$now" = "$pace" ] || break
    done
    wait
  done
}
pump &
exec 3<&- 5>&-
exec ssh -F config "$@" <&4 4<&-
