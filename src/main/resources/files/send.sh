# Runs a packer in a copy, names on its stdin: send.sh DIRECTORY PROGRAM ARGUMENT...
LC_ALL=C
export LC_ALL
cd "$1" || exit 91
shift
exec "$@"
