# Whether a host could run a domain: ready.sh URI IMAGES NAME UUID TYPE ARCH MACHINE cpu|any
# On standard input lines: "network N", "bridge B", "direct D", "socket PATH", "file PATH" and "medium PATH" (must be there),
# "free PATH" (must not be), "define it" (libvirt is asked for the whole of it, if nothing else is said), then "--" and the
# domain's definition. Answers lines KIND WHAT of what stands against it, then the free
# bytes, "end" last.
LC_ALL=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
objected=no define=no
say() {
  objected=yes
  printf '%s\0' "$1 $2"
}
v() { virsh -q -c "$uri" "$@" </dev/null; }
uri=$1 images=$2 name=$3 uuid=$4
names=$(v list --all --name 2>&1) || { say libvirt "$names"; say end ''; exit 0; }
command -v qemu-img >/dev/null 2>&1 || say tool qemu-img
[ -d "$images" ] && [ -w "$images" ] || say images "$images"
! printf '%s\n' "$names" | grep -qxF -- "$name" || say taken "$name"
other=$(v domname -- "$uuid" 2>/dev/null) && [ "$other" != "$name" ] && say uuid "$other"
while IFS= read -r line && [ "$line" != -- ]; do
  what=${line#* }
  case $line in
    'network '*) [ "$(v net-info -- "$what" 2>/dev/null | sed -n 's/^Active: *//p')" = yes ] || say net "$line" ;;
    'bridge '* | 'direct '*) [ -d "/sys/class/net/$what" ] || ip link show dev "$what" >/dev/null 2>&1 || say net "$line" ;;
    'socket '*) [ -S "$what" ] || say socket "$what" ;;
    'file '* | 'medium '*) [ -e "$what" ] || say "${line%% *}" "$what" ;;
    'define '*) define=yes ;;
    'free '*) if [ -e "$what" ] || [ -L "$what" ]; then say path "$what"; fi ;;
  esac
done
# It has secrets: no file.
xml=$(cat)
if ! said=$(v domcapabilities --virttype "$5" --arch "$6" --machine "$7" 2>&1 >/dev/null); then
  say machine "${said##*error: }"
elif [ "$8" = cpu ] && ! said=$(printf '%s\n' "$xml" \
  | virsh -q -c "$uri" hypervisor-cpu-compare --virttype "$5" --arch "$6" --machine "$7" --error --file /dev/stdin 2>&1); then
  say cpu "${said##*error: }"
elif [ $define = yes ] && [ $objected = no ] \
  && ! said=$(printf '%s\n' "$xml" | virsh -q -c "$uri" domxml-to-native qemu-argv --xml /dev/stdin 2>&1 >/dev/null); then
  say definition "${said##*error: }"
fi
[ ! -d "$images" ] || say bytes "$(df -Pk "$images" 2>/dev/null | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
say end ''
