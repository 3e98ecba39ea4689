# Run as the receiver, in the arriving copy: gives the paths on stdin a mode (joined to one line): mode.sh MODE
LC_ALL=C;
export LC_ALL;
exec xargs -0 sh -c '
  mode=$1;
  shift;
  for path do
    [ -L "$path" ] || [ ! -e "$path" ] || chmod "$mode" "$path" || exit 1;
  done;
' evac "$1";
