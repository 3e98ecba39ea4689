# What a guest has written into layers, whatever their files look like: top.sh TEMPORARY PATH…   Two digests for each, ended by
# NUL; "end" is last. The first is of the bytes: the layer is written anew in one fixed form, without the files below it, and
# without that form's header. The second is of the places that it has written, zeros too; "-" where an old qemu-img does not tell.
LC_ALL=C
export LC_ALL
set -u
umask 077
copy=$1
shift
trap 'rm -f "$copy"' EXIT
# Fast where there is OpenSSL, as in tree/hash.sh.
if openssl dgst -sha256 -r /dev/null >/dev/null 2>&1; then digest() { openssl dgst -sha256 -r; }; else digest() { sha256sum; }; fi
written() { # lines START LENGTH, those that touch as one; then the size of the disk
  qemu-img map -U --output=json "$layer" </dev/null | tr -d ' "' | tr '{' '\n' | awk -F '[,:}]' '
    function value(key,  i) { for (i = 1; i < NF; i++) if ($i == key) return $(i + 1); return "" }
    /^start:/ {
      start = value("start") + 0
      bytes = value("length") + 0
      if (value("present") != "") told = 1
      if (value("present") == "true") {
        if (run && end == start) run += bytes
        else {
          if (run) printf "%.0f %.0f\n", first, run
          first = start
          run = bytes
        }
        end = start + bytes
      }
      all = start + bytes
    }
    END {
      if (run) printf "%.0f %.0f\n", first, run
      if (told) printf "%.0f\n", all
    }'
}
for path; do
  exec 4<"$path" || exit 1
  layer='json:{"driver":"qcow2","backing":null,"file":{"driver":"file","filename":"/proc/self/fd/4"}}'
  places=$(written) || exit 1
  # What an earlier call has left is of another moment.
  rm -f "$copy"
  qemu-img convert -U -m 1 -O qcow2 -o compat=1.1,cluster_size=65536,lazy_refcounts=off "$layer" "$copy" </dev/null || exit 1
  exec 4<&- 5<"$copy" || exit 1
  bytes=$(tail -c +65537 <&5 | digest) || exit 1
  exec 5<&-
  [ -z "$places" ] || places=$(printf '%s\n' "$places" | digest)
  places=${places:--}
  printf '%s\0%s\0' "${bytes%% *}" "${places%% *}"
done
printf 'end\0'
