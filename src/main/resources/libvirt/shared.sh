# Whether hosts have a directory in common: shared.sh make|see|remove MARK DIRECTORY…   One makes a file of that name, the
# other sees it. "yes" or "no" for each directory, ended by NUL.
LC_ALL=C
export LC_ALL
what=$1 mark=$2
shift 2
for directory; do
  case $what in
    make) (set -C && : >"$directory/$mark") 2>/dev/null ;;
    see) [ -f "$directory/$mark" ] ;;
    remove) rm -f -- "$directory/$mark" ;;
  esac && said=yes || said=no
  printf '%s\0' "$said"
done
