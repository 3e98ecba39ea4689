# What a host can do, by doing it: probe.sh ROOT INSTANCE   One key=value per line, "end" last.
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
root=$1 away=$1/.evac/away/$2
has() { command -v "$1" >/dev/null 2>&1; }
say() { printf '%s=%s\n' "$1" "$2"; }
first() { "$@" 2>&1 </dev/null | head -n 1 | tr -d '\r' | cut -c1-120; }
say uid "$(id -u)"
if [ -d "$root/$2" ] && [ ! -L "$root/$2" ]; then say home yes; fi
if [ -d "$away" ] && [ ! -L "$away" ]; then say away yes; fi
place=$root/$2
[ -d "$place" ] || place=$away
if [ -f "$place/instance.yaml" ]; then
  say definition "$(head -c 65537 "$place/instance.yaml" | od -An -v -tx1 | tr -d ' \n')"
fi
say filesystem "$(stat -f -c %T "$place" 2>/dev/null)"
[ -d "$root" ] && say root yes
[ -w "$root" ] && say writable yes
near=$root/.evac/away
[ -d "$near" ] || near=$root/.evac
[ -d "$near" ] || near=$root
say device "$(stat -c %d "$root" 2>/dev/null)"
say parking "$(stat -c %d "$near" 2>/dev/null)"
say free "$(df -Pk "$root" 2>/dev/null | awk 'NR == 2 { print $4 }')"
say pathmax "$(getconf PATH_MAX "$root" 2>/dev/null)"
for tool in sha256sum find xargs ssh ssh-keyscan getfattr mktemp mkfifo; do
  if has "$tool"; then say "$tool" yes; fi
done
stat=$(stat -c '%f %u %g %s %Y %Z %y %z %i %h %d %t %T' "$root" 2>/dev/null) && say stat "$stat"
if printf 'x\0' | xargs -0 true 2>/dev/null; then say nul yes; fi
if grep -qw aes /proc/cpuinfo 2>/dev/null && ssh -G -F /dev/null -o Ciphers=^aes128-gcm@openssh.com probe >/dev/null 2>&1; then
  say ssh-gcm yes
fi
if has tar; then
  say tar "$(first tar --version)"
  if [ -z "$(tar --create --xattrs --file=/dev/null --files-from=/dev/null 2>&1)" ]; then say tar-xattrs yes; fi
  if [ -z "$(tar --create --acls --file=/dev/null --files-from=/dev/null 2>&1)" ]; then say tar-acls yes; fi
fi
if has rsync; then
  say rsync "$(first rsync --version)"
  features=$(rsync --version 2>/dev/null | tr ',\n' '  ')
  case $features in *' no xattrs'*) ;; *' xattrs'*) say rsync-xattrs yes ;; esac
  case $features in *'Compress list:'*' zstd '*) say rsync-zstd yes ;; esac
  case $features in *' no ACLs'*) ;; *' ACLs'*) say rsync-acls yes ;; esac
  # Its receiver knows --modify-window=-1 from 3.1.3 on.
  rsync --version 2>/dev/null | awk 'NR == 1 { sub(/^v/, "", $3); split($3, v, "."); exit v[1] * 10000 + v[2] * 100 + v[3] < 30103 }' \
    && say rsync-new yes
fi
echo end
