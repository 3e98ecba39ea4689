# What is there of one instance: look.sh ROOT INSTANCE   One key=value per line, as probe.sh says it, "end" last.
LC_ALL=C
export LC_ALL
place=$1/$2 away=$1/.evac/away/$2
if [ -d "$place" ] && [ ! -L "$place" ]; then echo home=yes; fi
if [ -d "$away" ] && [ ! -L "$away" ]; then echo away=yes; fi
[ -d "$place" ] || place=$away
if [ -f "$place/instance.yaml" ]; then
  # Unquoted: the shell itself joins the bytes.
  # shellcheck disable=SC2046
  printf '%s' definition= $(od -An -v -tx1 -N 65537 "$place/instance.yaml")
  echo
fi
printf 'filesystem=%s\n' "$(stat -f -c %T "$place" 2>/dev/null)"
echo end
