# Leads rsync's ssh at a pace: pace.sh DESTINATION COMMAND...   In a transfer's folder, where the file "pace" says how many
# bytes may go in every quarter of a second, and how many one read may take. It may be changed at any time.
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
    bytes=${pace% *} block=${pace#* }
    left=$((bytes * parts))
    sleep "$quarter" 3<&- 5>&- &
    while [ "$left" -gt 0 ]; do
      part=$left
      [ "$part" -le "$most" ] || part=$most
      [ "$part" -ge "$block" ] || block=$part
      dd bs="$block" count=$((part / block)) <&3 2>told >&5 || return
      gone=0
      while read -r number word more; do
        case $number/$word/$more in
          # Where only blocks are told, they count as full ones.
          *+*/records/in) gone=$(((${number%+*} + ${number#*+}) * block)) ;;
          *[!0-9]*/byte*) ;;
          */byte*) gone=$number ;;
        esac
      done <told
      [ "$gone" -gt 0 ] || return
      left=$((left - gone))
      read -r now <pace || return
      [ "$now" = "$pace" ] || break
    done
    wait
  done
}
pump &
exec 3<&- 5>&-
exec ssh -F config "$@" <&4 4<&-
