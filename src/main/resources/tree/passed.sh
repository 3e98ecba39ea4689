# How many bytes a dd of so large blocks has passed on, by what it said in the file "told": passed BLOCK   Into "bytes", which
# whoever asks has set to 0.
# shellcheck disable=SC2034
passed() {
  while read -r number word more; do
    case $number/$word/$more in
      # Where only blocks are told, they count as full ones.
      *+*/records/in) bytes=$(((${number%+*} + ${number#*+}) * $1)) ;;
      *[!0-9]*/byte*) ;;
      */byte*) bytes=$number ;;
    esac
  done <told
}
