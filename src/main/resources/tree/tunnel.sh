# Keeps a key for a program of the host's own: tunnel.sh KEYS INSTANCE OPTIONS FILE   (after link.sh)
# stdin: private key, known host, ssh's settings, OPTIONS, each ended by a line with one dot; all that follows is FILE.
dir=$(folder "$1" "$2") || exit 93
keep=$1/$2.handover options=$3 file=$4
trap 'rm -rf "$dir"' EXIT
cd "$dir" && part key && part known && part config && part "$options" && cat >"$file" || exit 93
rm -rf -- "$keep" && mv -- "$dir" "$keep"
