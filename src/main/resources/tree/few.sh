# What a tool says, for one that keeps little of it: of the lines that are HARMLESS, many where an instance is at work,
# only the first; of all others the last 40.   few HARMLESS
few() {
  harmless=$1 awk '$0 !~ ENVIRON["harmless"] || !seen++ { print }' | tail -n 40
}
