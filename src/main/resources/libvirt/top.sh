# What a guest has written into layers, whatever their files look like: top.sh TEMPORARY PATH…   A digest for each, ended by
# NUL; "end" is last. Each is written anew in one fixed form, without the files below it, and without the header of that form.
LC_ALL=C
export LC_ALL
set -u
umask 077
copy=$(mktemp "$1/top.XXXXXX") || exit 1
trap 'rm -f "$copy"' EXIT
shift
for path; do
  exec 4<"$path" || exit 1
  qemu-img convert -U -m 1 -O qcow2 -o compat=1.1,cluster_size=65536,lazy_refcounts=off \
    'json:{"driver":"qcow2","backing":null,"file":{"driver":"file","filename":"/proc/self/fd/4"}}' "$copy" </dev/null || exit 1
  exec 4<&-
  digest=$(tail -c +65537 "$copy" | sha256sum) || exit 1
  printf '%s\0' "${digest%% *}"
done
printf 'end\0'
