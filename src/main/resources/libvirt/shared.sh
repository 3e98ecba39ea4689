# Whether two hosts have directories in common, and both write there: shared.sh begin|answer|end MARK DIRECTORY…   One begins,
# the other sees what it has made and answers, the first sees that. Two names, each looked up once: what a client of NFS
# remembers of a file is seconds old. For each directory "yes", "other" or "closed" (it cannot write), ended by NUL.
LC_ALL=C
export LC_ALL
what=$1 mark=$2
shift 2
make() { (set -C && : >"$1") 2>/dev/null; }
try() { # directory
  case $what in
    begin)
      # Left by a host that died.
      find "$1" -maxdepth 1 -name '.evac-*.mark-[ab]' -mtime +1 -exec rm -f -- {} + 2>/dev/null
      make "$1/$mark.mark-a" || { said=closed; return; }
      ;;
    answer)
      [ -f "$1/$mark.mark-a" ] || { said=other; return; }
      make "$1/$mark.mark-b" || { said=closed; return; }
      ;;
    end)
      [ -f "$1/$mark.mark-b" ] || said=other
      rm -f -- "$1/$mark.mark-a" "$1/$mark.mark-b"
      ;;
  esac
}
for directory; do
  said=yes
  try "$directory"
  printf '%s\0' "$said"
done
