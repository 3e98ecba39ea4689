# Removes what transfers of an instance may have left: sweep.sh KEYS INSTANCE
for left in "$1/$2".??????; do
  [ -d "$left" ] && rm -rf -- "$left"
done
exit 0
