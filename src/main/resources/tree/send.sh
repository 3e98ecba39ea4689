# Runs a packer in a copy, names on its stdin: send.sh DIRECTORY HARMLESS PROGRAM ARGUMENT...   (after few.sh)
LC_ALL=C
export LC_ALL
cd "$1" || exit 91
harmless=$2
shift 2
exec 3>&1
rc=$({ { "$@" >&3 3>&- 4>&-; echo "$?" >&4; } 2>&1 | few "$harmless" >&2 3>&- 4>&-; } 4>&1)
exit "$rc"
