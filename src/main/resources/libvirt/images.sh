# What image files are: images.sh DIRECTORY PATH…   First "qemu-img" where there is none, and where DIRECTORY lies (nothing
# where it cannot be written to); then for each path where it lies, what kind of file it is, and the file behind it.
# Fields end with NUL; "end" is last. Changes nothing.
LC_ALL=C
export LC_ALL
field() { printf '%s\0' "$1"; }
# File system and mount: links reach over neither.
lies() { at=$(stat -c %d "$1" 2>/dev/null) && printf '%s %s' "$at" "$(findmnt -n -o TARGET -T "$1" 2>/dev/null)"; }
if command -v qemu-img >/dev/null 2>&1; then field ''; else field qemu-img; fi
if [ -d "$1" ] && [ -w "$1" ]; then field "$(lies "$1/.")"; else field ''; fi
shift
for path; do
  field "$(lies "$path")"
  field "$(stat -c %F "$path" 2>/dev/null)"
  field "$(qemu-img info -U "$path" 2>/dev/null </dev/null | sed -n 's/^backing file: \([^(]*[^( ]\).*$/\1/p')"
done
field end
