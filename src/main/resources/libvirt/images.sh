# What image files are: images.sh DIRECTORY NAME PATH…   First "qemu-img" where there is none, and where DIRECTORY lies
# (nothing where it cannot be written to); then for each path where it lies, what kind of file it is, a line for each file that its
# bytes are in besides or behind it, and which other domain than NAME has it. Fields end with NUL; "end" is last. Changes nothing.
LC_ALL=C
export LC_ALL
field() { printf '%s\0' "$1"; }
# File system and mount: links reach over neither.
lies() { at=$(stat -c %d "$1" 2>/dev/null) && printf '%s %s' "$at" "$(findmnt -n -o TARGET -T "$1" 2>/dev/null)"; }
# As libvirt writes it; a layer over it is of the same disk.
others() {
  written=$(printf %s "$1" | sed "s/&/\\&amp;/g; s/</\\&lt;/g; s/>/\\&gt;/g; s/'/\\&apos;/g; s/\"/\\&quot;/g")
  for xml in /etc/libvirt/qemu/*.xml; do
    { [ -f "$xml" ] && [ "$xml" != "/etc/libvirt/qemu/$name.xml" ]; } || continue
    if grep -qF -e "file='$written'" -e "file='$written.evac-" "$xml"; then
      xml=${xml##*/}
      printf %s "${xml%.xml}"
      return
    fi
  done
}
# Not all of it can be read where a file is missing.
based() {
  { qemu-img info -U --backing-chain "$1" 2>/dev/null </dev/null || qemu-img info -U "$1" 2>/dev/null </dev/null; } \
    | sed -n 's/^ *\(backing\|data\) file: \([^(]*[^( ]\).*$/\2/p'
}
if command -v qemu-img >/dev/null 2>&1; then field ''; else field qemu-img; fi
if [ -d "$1" ] && [ -w "$1" ]; then field "$(lies "$1/.")"; else field ''; fi
name=$2
shift 2
for path; do
  field "$(lies "$path")"
  field "$(stat -c %F "$path" 2>/dev/null)"
  field "$(based "$path")"
  field "$(others "$path")"
done
field end
