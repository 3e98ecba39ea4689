# What there is of one domain on its host: domain.sh URI GUARDROOT NAME   Fields end with NUL; "end" is last.
# Changes nothing.
LC_ALL=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
field() { printf '%s\0' "$1"; }
v() { virsh -q -c "$uri" "$@" </dev/null; }
uri=$1 root=$2 name=$3
names=$(v list --all --name 2>&1) || { field silent; field "$names"; exit 0; }
if printf '%s\n' "$names" | grep -qxF -- "$name"; then
  field defined
  state=$(v domstate --reason -- "$name")
  # What has arrived waits paused, and nobody else has paused it.
  [ ! -f "$root/mem/$name.coming" ] || state=${state%% (*}
  case $state in 'shut off'*) off=yes ;; *) off=no ;; esac
  field "$state"
  field "$(v dominfo -- "$name")"
  inactive=$(v dumpxml --inactive --security-info -- "$name" 2>/dev/null)
  # Of one that is off there is no other, and no agent answers: it is asked while its guest is down.
  live=$inactive
  [ $off = yes ] || live=$(v dumpxml -- "$name")
  field "${inactive:-$live}"
  field "$live"
  # Nothing where libvirt does not say: none would not be true.
  field "$(snapshots=$(v snapshot-list --name -- "$name") && printf '%s\n' "$snapshots" | grep -c .)"
  field "$(checkpoints=$(v checkpoint-list --name -- "$name") && printf '%s\n' "$checkpoints" | grep -c .)"
  if [ $off = no ] && v qemu-agent-command --timeout 2 -- "$name" '{"execute":"guest-ping"}' >/dev/null 2>&1; then
    field yes
  else
    field no
  fi
  leaving=
  [ $off = yes ] || leaving=$(v dumpxml --migratable --security-info -- "$name" 2>/dev/null)
  field "${leaving:-$live}"
elif [ -f "$root/away/$name/domain.xml" ]; then
  field parked
  field "$(cat "$root/away/$name/domain.xml")"
else
  field none
fi
field end
