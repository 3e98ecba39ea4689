# What a host holds: survey.sh ROOT   Fields end with NUL; definitions travel in hexadecimal; "end" is last.
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
field() { printf '%s\0' "$1"; }
cd "$1" 2>/dev/null || { field missing; exit 0; }
field root
field "$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null)"
memory=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null)
if [ -z "$memory" ]; then
  bytes=$(sysctl -n hw.memsize 2>/dev/null || sysctl -n hw.physmem 2>/dev/null)
  memory=$((${bytes:-0} / 1024))
fi
field "$memory"
field "$(df -Pk . | awk 'NR == 2 { print $4 }')"
field "$(uname -sr 2>/dev/null)"
for tool in tar rsync ssh; do
  case $tool in ssh) flag=-V ;; *) flag=--version ;; esac
  if command -v "$tool" >/dev/null 2>&1; then
    field "$tool $("$tool" "$flag" 2>&1 </dev/null | head -n 1 | cut -c1-120)"
  else
    field "$tool -"
  fi
done
for entry in *; do
  [ -f "$entry/instance.yaml" ] && [ -d "$entry" ] || continue
  field instance
  field "$entry"
  if [ -L "$entry" ]; then field link; else field "$(stat -c '%u:%g:%a' "$entry" 2>/dev/null)"; fi
  field "$(du -sk "./$entry" 2>/dev/null | awk 'NR == 1 { print $1 }')"
  field "$(head -c 65537 "$entry/instance.yaml" | od -An -v -tx1 | tr -d ' \n')"
done
field end
