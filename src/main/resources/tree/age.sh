# Run as the receiver, in the arriving copy: makes the directories on stdin look old (joined to one line).
# rsync leaves a time alone that differs by less than a second; now none does.
LC_ALL=C;
export LC_ALL;
exec xargs -0 touch -c -d "1970-01-02 00:00:00";
