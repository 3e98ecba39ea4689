# Whether a host could run a domain: ready.sh URI IMAGES NAME UUID TYPE ARCH MACHINE cpu|any
# On standard input lines: "network N", "bridge B", "direct D", "file PATH" (must be there), "free PATH" (must not be),
# then "--" and the domain's definition. Answers lines KIND WHAT of what stands against it, then the free bytes, "end" last.
LC_ALL=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
say() { printf '%s\0' "$1 $2"; }
v() { virsh -q -c "$uri" "$@" </dev/null; }
uri=$1 images=$2 name=$3 uuid=$4
names=$(v list --all --name 2>&1) || { say libvirt "$names"; say end ''; exit 0; }
command -v qemu-img >/dev/null 2>&1 || say tool qemu-img
[ -d "$images" ] && [ -w "$images" ] || say images "$images"
! printf '%s\n' "$names" | grep -qxF -- "$name" || say taken "$name"
other=$(v domname -- "$uuid" 2>/dev/null) && [ "$other" != "$name" ] && say taken "$uuid as $other"
while IFS= read -r line && [ "$line" != -- ]; do
  what=${line#* }
  case $line in
    'network '*) [ "$(v net-info -- "$what" 2>/dev/null | sed -n 's/^Active: *//p')" = yes ] || say net "$line" ;;
    'bridge '* | 'direct '*) [ -d "/sys/class/net/$what" ] || ip link show dev "$what" >/dev/null 2>&1 || say net "$line" ;;
    'file '*) [ -e "$what" ] || say file "$what" ;;
    'free '*) [ ! -e "$what" ] || say path "$what" ;;
  esac
done
said=$(v domcapabilities --virttype "$5" --arch "$6" --machine "$7" 2>&1 >/dev/null) || say machine "$said"
xml=$(mktemp) && cat >"$xml" && trap 'rm -f "$xml"' EXIT
[ "$8" = any ] || said=$(v hypervisor-cpu-compare --virttype "$5" --arch "$6" --machine "$7" --error --file "$xml" 2>&1) || say cpu "$said"
say bytes "$(df -Pk "$images" 2>/dev/null | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
say end ''
