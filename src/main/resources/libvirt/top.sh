# What a guest has written into layers, whatever their files look like: top.sh TEMPORARY PATH…   A digest for each, ended by
# NUL; "end" is last. Of which places it has written (zeros, too), and of the bytes: each layer is written anew in one fixed
# form, without the files below it, and without that form's header.
LC_ALL=C
export LC_ALL
set -u
umask 077
copy=$1
shift
trap 'rm -f "$copy"' EXIT
written() { # lines START LENGTH, those that touch as one; then the size of the disk
  qemu-img map -U --output=json "$layer" </dev/null | tr -d ' "' | tr '{' '\n' | awk -F '[,:}]' '
    function value(key,  i) { for (i = 1; i < NF; i++) if ($i == key) return $(i + 1); return "" }
    /^start:/ {
      start = value("start") + 0
      bytes = value("length") + 0
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
      printf "%.0f\n", all
    }'
}
for path; do
  exec 4<"$path" || exit 1
  layer='json:{"driver":"qcow2","backing":null,"file":{"driver":"file","filename":"/proc/self/fd/4"}}'
  places=$(written) || exit 1
  # What an earlier call has left is of another moment.
  rm -f "$copy"
  qemu-img convert -U -m 1 -O qcow2 -o compat=1.1,cluster_size=65536,lazy_refcounts=off "$layer" "$copy" </dev/null || exit 1
  exec 4<&-
  digest=$({ printf '%s\n' "$places"; tail -c +65537 "$copy"; } | sha256sum) || exit 1
  printf '%s\0' "${digest%% *}"
done
printf 'end\0'
