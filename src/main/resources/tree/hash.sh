# SHA-256 of files whose names need no escaping, NUL-separated on stdin: hash.sh DIRECTORY
LC_ALL=C
export LC_ALL
cd "$1" || exit 91
xargs -0 sha256sum
