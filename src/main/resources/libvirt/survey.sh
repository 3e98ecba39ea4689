# What libvirt holds on a host: survey.sh URI IMAGES   Fields end with NUL; "end" is last. Changes nothing.
LC_ALL=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
field() { printf '%s\0' "$1"; }
v() { virsh -q -c "$uri" "$@" </dev/null; }
# The bytes of each target that is written in layers, all of its files together.
layers() {
  while read -r target path; do
    case $path in
      *.evac-[0-9]*) echo "$target $(stat -c %b -- "${path%.evac-*}" "${path%.evac-*}".evac-* 2>/dev/null | awk '{ s += $1 * 512 } END { printf "%.0f", s }')" ;;
    esac
  done
}
uri=$1
command -v virsh >/dev/null 2>&1 || { field missing; field virsh; exit 0; }
command -v qemu-img >/dev/null 2>&1 || { field missing; field qemu-img; exit 0; }
version=$(v version --daemon 2>&1) || { field silent; field "$version"; exit 0; }
names=$(v list --all --name) || { field silent; field "$names"; exit 0; }
field libvirt
field "$version"
field "$(v nodeinfo)"
field "$(df -Pk "$2" 2>/dev/null | awk 'NR == 2 { print $4 }')"
field "$(uname -sr 2>/dev/null)"
for tool in tar rsync ssh; do
  case $tool in ssh) flag=-V ;; *) flag=--version ;; esac
  if command -v "$tool" >/dev/null 2>&1; then
    field "$tool $("$tool" "$flag" 2>&1 </dev/null | head -n 1 | cut -c1-120)"
  else
    field "$tool -"
  fi
done
printf '%s\n' "$names" | while IFS= read -r name; do
  [ -n "$name" ] || continue
  info=$(v dominfo -- "$name") || continue
  field domain
  field "$name"
  field "$(v domstate -- "$name")"
  field "$info"
  case $info in *Persistent:*yes*) inactive=--inactive ;; *) inactive= ;; esac
  # shellcheck disable=SC2086  # no option, no argument
  field "$(v dumpxml $inactive -- "$name")"
  field "$(v domblkinfo --all -- "$name" 2>/dev/null)"
  field "$(v domblklist -- "$name" | layers)"
  field "$(v snapshot-list --name -- "$name" 2>/dev/null | grep -c .)"
  field "$(v checkpoint-list --name -- "$name" 2>/dev/null | grep -c .)"
done
field end
