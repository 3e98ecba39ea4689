# What libvirt holds on a host: survey.sh URI IMAGES   Fields end with NUL; "end" is last, or "lost" and why where not all of it
# could be asked for: what is not told of would not be evacuated. Changes nothing.
LC_ALL=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
field() { printf '%s\0' "$1"; }
v() { virsh -q -c "$uri" "$@" </dev/null; }
# What virsh answers; where it does not, its words are in $told. A warning beside an answer is no part of it.
ask() { answer=$(v "$@" 2>/dev/null) || told=$(v "$@" 2>&1); }
uri=$1
# The targets whose image the definition calls qcow2, of XML as libvirt prints it.
layered() {
  awk -v q="'" '
    function value(key,   at, rest) {
      at = index($0, " " key "=" q)
      rest = substr($0, at + length(key) + 3)
      return at ? substr(rest, 1, index(rest, q) - 1) : ""
    }
    / <disk / { disk = 1; format = "" }
    / <\/disk>/ { disk = 0 }
    disk && / <driver / { format = value("type") }
    disk && / <target / && format == "qcow2" { print value("dev") }
  '
}
# What a qcow2 image is based on, by its header: its format, or - where that is not said, and its name; ? for what in it is no
# character of a name. qemu-img would open it, whatever it is: a guest's own bytes, a fifo, or a server that does not answer.
below() { # file
  od -A n -v -t u1 -N 4096 "$1" 2>/dev/null | awk '
    { for (i = 1; i <= NF; i++) byte[n++] = $i }
    function number(at, length_,   i, sum) {
      for (i = at; i < at + length_; i++) sum = sum * 256 + byte[i]
      return sum
    }
    function text(at, length_,   i, all) {
      for (i = at; i < at + length_ && i < n; i++) all = all (byte[i] < 32 || byte[i] == 127 ? "?" : sprintf("%c", byte[i] + 0))
      return all
    }
    END {
      if (n < 104 || number(0, 4) != 1363560955 || number(8, 8) == 0) exit
      from = number(8, 8)
      long = number(16, 4)
      at = number(4, 4) > 2 ? number(100, 4) : 72
      while (at + 8 <= n && at < from && number(at, 4) != 0) {
        if (number(at, 4) == 3799591626) format = text(at + 8, number(at + 4, 4))
        at += 8 + int((number(at + 4, 4) + 7) / 8) * 8
      }
      print (format ~ /^[a-z0-9]+$/ ? format : "-") " " (long > 0 && from + long <= n ? text(from, long) : "?")
    }
  '
}
# Lines TARGET below FILE, nearest first: of what each file says of the next, as far as all of them are qcow2 and files, and 32 at most.
chain() { # target file
  at=$2 left=32
  while [ "$left" -gt 0 ]; do
    next=$(below "$at")
    [ -n "$next" ] || break
    format=${next%% *} next=${next#* }
    # A colon before any slash: a protocol of QEMU's.
    case ${next%%/*} in
      '' | *:*) ;;
      *) next=${at%/*}/$next ;;
    esac
    printf '%s below %s\n' "$1" "$next"
    if [ "$format" != qcow2 ] || [ ! -f "$next" ]; then break; fi
    at=$next left=$((left - 1))
  done
}
# Of domblklist's lines, lines TARGET BYTES LENGTH HEADER: what each disk occupies with all its layers, which domblkinfo does not
# know, nor does it say anything of any disk when one of the files is not there; how long its file is and how it begins, in hexadecimal, since
# qemu-img would take what a guest has written at the start of a raw image for a format. No LENGTH of what is no file.
# Behind each that $xml calls qcow2 what it is based on.
sizes() {
  while read -r type _ target source; do
    [ -n "$target" ] || continue
    bytes=0 length='' header=
    if [ "$type" = file ]; then
      base=${source%.evac-[0-9]*}
      for file in "$base" "$base".evac-[0-9]*; do
        blocks=$(stat -L -c %b "$file" 2>/dev/null) && bytes=$((bytes + blocks * 512))
      done
      # Whoever reads from a fifo waits for its writer.
      if [ -f "$source" ]; then
        length=$(stat -L -c %s "$source")
        header=$(od -A n -v -t x1 -N 32 "$source" 2>/dev/null | tr -d ' \n')
      fi
    else
      bytes=$(v domblkinfo -- "$1" "$target" 2>/dev/null | sed -n 's/^Allocation: *//p')
    fi
    printf '%s %s %s %s\n' "$target" "$bytes" "$length" "$header"
    # Version, then where the name of what it is based on stands.
    case $header in
      514649fb????????0000000000000000*) ;;
      514649fb*)
        case "
$(printf '%s\n' "$xml" | layered)
" in *"
$target
"*) chain "$target" "$source" ;; esac
        ;;
    esac
  done
}
command -v virsh >/dev/null 2>&1 || { field missing; field virsh; exit 0; }
command -v qemu-img >/dev/null 2>&1 || { field missing; field qemu-img; exit 0; }
told=yes
ask version --daemon
version=$answer
ask list --all --name
names=$answer
[ "$told" = yes ] || { field silent; field "$told"; exit 0; }
field libvirt
field "$version"
field "$(v nodeinfo)"
field "$(v capabilities | awk '/<cpu>/ { on = 1 } on { print } /<\/cpu>/ { exit }')"
field "$(v pool-list --all --name)"
field "$(v net-list --all --name)"
field "$(for bridge in /sys/class/net/*/bridge; do [ -d "$bridge" ] && basename "${bridge%/bridge}"; done)"
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
printf '%s\n' "$names" | {
  while IFS= read -r name; do
    [ -n "$name" ] || continue
    told=yes
    ask dominfo -- "$name"
    info=$answer
    case $info in *Persistent:*yes*) inactive=--inactive ;; *) inactive= ;; esac
    # shellcheck disable=SC2086  # no option, no argument
    ask dumpxml $inactive -- "$name"
    xml=$answer
    ask domstate -- "$name"
    state=$answer
    ask domblklist --details -- "$name"
    sizes=$(printf '%s\n' "$answer" | sizes "$name")
    ask snapshot-list --name -- "$name"
    snapshots=$answer
    ask checkpoint-list --name -- "$name"
    checkpoints=$answer
    if [ "$told" != yes ]; then
      # It may have gone meanwhile.
      now=$(v list --all --name 2>&1) || { field lost; field "$now"; exit 0; }
      printf '%s\n' "$now" | grep -qxF -- "$name" || continue
      field lost
      field "$name: $told"
      exit 0
    fi
    field domain
    field "$name"
    field "$state"
    field "$info"
    field "$xml"
    field "$sizes"
    field "$(printf '%s\n' "$snapshots" | grep -c .)"
    field "$(printf '%s\n' "$checkpoints" | grep -c .)"
  done
  field end
}
