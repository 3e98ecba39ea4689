# What image files are: images.sh URI DIRECTORY NAME [PATH TOP FORMAT]…   First "qemu-img" where there is none, where DIRECTORY lies (nothing
# where it cannot be written to), and how many bytes are free there; then for each path, whose last layer is TOP, where it lies, what kind of file it is, a line
# for each file that its bytes are in besides or behind it, and what else of this host needs it: "disk" and another domain whose disk
# it is, "base" and one whose disk is based on it, "file" and a file of no domain that is, or "unread" and a domain of which that
# cannot be told. Fields end with NUL; "end" is last.
# Changes nothing.
LC_ALL=C
export LC_ALL
TAB=$(printf '\t')
field() { printf '%s\0' "$1"; }
# File system and mount: links reach over neither.
lies() { at=$(stat -c %d "$1" 2>/dev/null) && printf '%s %s' "$at" "$(findmnt -n -o TARGET -T "$1" 2>/dev/null)"; }
# Every sh of a Linux host knows -ef.
# shellcheck disable=SC3013
same() { [ "$1" -ef "$2" ]; }
# Not all of it can be read where a file is missing. A raw image may begin with whatever its guest has written there.
based() { # path top format
  [ "$3" != raw ] || return
  { qemu-img info -U -f "$3" --backing-chain "$2" 2>/dev/null </dev/null || qemu-img info -U -f "$3" "$2" 2>/dev/null </dev/null; } \
    | sed -n 's/^ *\(backing\|data\) file: \([^(]*[^( ]\).*$/\2/p' | while IFS= read -r line; do
      case $line in "${1##*/}" | "${1##*/}".evac-[0-9]*) ;; *) printf '%s\n' "$line" ;; esac
    done
}
volume() { # format domain pool volume, between tabs
  of=${1%"$TAB"*"$TAB"*} volume=${1##*"$TAB"} pool=${1%"$TAB"*}
  pool=${pool##*"$TAB"}
  path=$(virsh -q -c "$uri" vol-path --pool="$pool" -- "$volume" 2>/dev/null </dev/null)
  case $path in
    '' | *[[:cntrl:]]*) printf '?\t%s\t%s\n' "${of#*"$TAB"}" "$volume" ;;
    *) printf '%s\t%s\n' "$of" "$path" ;;
  esac
}
# Lines FORMAT, DOMAIN, FILE of all that domains name (libvirt notes whole chains of those that run), and of what lies beside the
# paths without a format and a domain. FORMAT is ? for a volume that libvirt does not find.
named() { # path top format…
  for xml in /etc/libvirt/qemu/*.xml /run/libvirt/qemu/*.xml; do
    [ -f "$xml" ] || continue
    domain=${xml##*/}
    awk -v domain="${domain%.xml}" -v q="'" '
      function value(key,   at, rest) {
        at = index($0, " " key "=" q)
        rest = substr($0, at + length(key) + 3)
        return at ? substr(rest, 1, index(rest, q) - 1) : ""
      }
      function text(key,   s) {
        s = value(key)
        gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&apos;/, q, s); gsub(/&quot;/, "\"", s); gsub(/&amp;/, "\\&", s)
        return s
      }
      / <disk / { format = "" }
      / <(driver|format) / && value("type") != "" { format = value("type") }
      / <source / && value("file") != "" { print "file\t" format "\t" domain "\t" text("file") }
      / <source / && value("volume") != "" { print "volume\t" format "\t" domain "\t" text("pool") "\t" text("volume") }
      ' "$xml"
  done | while IFS= read -r line; do
    case $line in
      file*) printf '%s\n' "${line#*"$TAB"}" ;;
      *) volume "${line#*"$TAB"}" ;;
    esac
  done
  while [ $# -gt 2 ]; do
    printf '%s\n' "${1%/*}"
    shift 3
  done | sort -u | while IFS= read -r directory; do
    find "$directory/" -maxdepth 1 -type f 2>/dev/null | sed 's|//*|/|g' | sed "s|^|$TAB$TAB|"
  done
}
# What a qcow2 image is based on, by its header; qemu-img would open it, whatever that is. Nothing of others.
below() { # file
  [ -f "$1" ] || return
  # shellcheck disable=SC2046
  set -- "$1" $(od -A n -v -t u1 -N 20 "$1" 2>/dev/null)
  [ $# = 21 ] && [ "$2.$3.$4.$5" = 81.70.73.251 ] || return
  offset=$(((((${14} * 256 + ${15}) * 256) + ${16}) * 256 + ${17}))
  length=$(((${20} * 256) + ${21}))
  [ "$offset" -gt 0 ] && dd if="$1" bs=1 skip="$offset" count="$length" 2>/dev/null | tr '\n\0' '  '
}
# Lines DOMAIN, FILE, BASE of what is based on what, at any depth.
based_on() {
  while IFS= read -r line; do
    format=${line%%"$TAB"*} line=${line#*"$TAB"}
    file=${line#*"$TAB"}
    # A guest's own bytes.
    if [ "$format" = raw ] || [ "$format" = '?' ] || known_raw "$file"; then continue; fi
    at=$file
    for _ in 1 2 3 4 5 6 7 8; do
      next=$(below "$at")
      case $next in '') break ;; /*) at=$next ;; *) at=${at%/*}/$next ;; esac
      printf '%s\t%s\n' "$line" "$at"
    done
  done
}
# What needs a path beside it: the first of these.
needs() { # path
  {
    printf '%s\n' "$names" | while IFS= read -r line; do
      line=${line#*"$TAB"}
      domain=${line%%"$TAB"*}
      case $domain in '' | "$name") continue ;; esac
      ! is "${line#*"$TAB"}" "$1" || printf 'disk %s\n' "$domain"
    done
    printf '%s\n' "$edges" | while IFS= read -r line; do
      domain=${line%%"$TAB"*} line=${line#*"$TAB"}
      file=${line%%"$TAB"*}
      # Its own layers.
      if is "$file" "$1" || ! is "${line#*"$TAB"}" "$1"; then continue; fi
      if [ -n "$domain" ]; then printf 'base %s\n' "$domain"; else printf 'file %s\n' "$file"; fi
    done | sort
    printf '%s\n' "$names" | sed -n "s/^?$TAB\([^$TAB]*\)$TAB.*/\1/p" | grep -vxF -- "$name" | sed 's/^/unread /'
  } | head -n 1
}
is() { # file path
  case $1 in "$2" | "$2".evac-[0-9]*) ;; *) same "$1" "$2" ;; esac
}
known_raw() { case $raw in *"
$1
"*) ;; *) return 1 ;; esac; }
uri=$1
shift
if command -v qemu-img >/dev/null 2>&1; then field ''; else field qemu-img; fi
if [ -d "$1" ] && [ -w "$1" ]; then field "$(lies "$1/.")"; else field ''; fi
field "$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
name=$2
shift 2
names=$(named "$@" | sort -u)
raw="
$(printf '%s\n' "$names" | sed -n "s/^raw${TAB}[^$TAB]*$TAB//p")
"
edges=$(printf '%s\n' "$names" | based_on)
while [ $# -gt 2 ]; do
  field "$(lies "$1")"
  field "$(stat -c %F "$1" 2>/dev/null)"
  field "$(based "$1" "$2" "$3")"
  field "$(needs "$1")"
  shift 3
done
field end
