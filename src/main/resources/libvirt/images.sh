# What image files are: images.sh DIRECTORY PATH…   For each path: the device of its file system, the bytes that it
# occupies, and the file behind it. Fields end with NUL; the device of DIRECTORY comes first, "end" last.
LC_ALL=C
export LC_ALL
field() { printf '%s\0' "$1"; }
field "$(stat -c %d "$1" 2>/dev/null)"
shift
for path; do
  field "$(stat -c %d "$path" 2>/dev/null)"
  field "$(($(stat -c %b "$path" 2>/dev/null || echo 0) * 512))"
  field "$(qemu-img info -U "$path" 2>/dev/null </dev/null | sed -n 's/^backing file: \([^(]*[^( ]\).*$/\1/p')"
done
field end
