# Run as the receiver, in the arriving copy: unpack.sh PROGRAM ARGUMENT...   (joined to one line: every line ends itself)
LC_ALL=C;
export LC_ALL;
"$@" || exit "$?";
# What pads the end of an archive is taken too, or the sender sees a broken pipe.
exec cat >/dev/null;
