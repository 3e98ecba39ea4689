# What a tree holds: manifest.sh DIRECTORY settle|as-is
# A find path never holds "//", so "//" and a line feed end a record whatever bytes a name is made of.
LC_ALL=C TZ=UTC0
export LC_ALL TZ
cd "$1" || exit 91
date +%s
if [ "$2" = settle ]; then
  # Mapped pages that are dirty now may be written again without a new time stamp; clean ones may not.
  sync -f . 2>/dev/null || sync
fi
rc=0
find . -exec stat -c '%f %u %g %s %Y %Z %y %z %i %h %d %t %T %b %n//' {} + || rc=1
printf '=links//\n'
if find . -maxdepth 0 -printf '' 2>/dev/null; then
  find . -type l -printf '%p\0%l\0' || rc=1
else
  find . -type l -exec sh -c 'for link do
    printf "%s\0" "$link"; readlink -n "$link"; printf "\0"
  done' evac {} + || rc=1
fi
printf '\0'
if command -v getfattr >/dev/null 2>&1; then
  printf 'attributes\n'
  getfattr -R -P -h -d -m - -e hex --absolute-names . || rc=1
  printf '# end\n'
fi
exit "$rc"
