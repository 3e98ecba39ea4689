#!/bin/sh
# Feeds what reads files and answers of others with what nobody wrote: each fuzz test for so many seconds, in a JVM of its own.
# What is found is left as a seed beside the others. Usage: src/bench/fuzz.sh [seconds [Class#method...]]
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
all() {
    for file in src/test/java/io/evac/fuzz/*FuzzTest.java; do
        class=${file##*/}
        sed -n "/@FuzzTest/{n;s/.* void \([A-Za-z]*\)(.*/${class%.java}#\1/p;}" "$file"
    done
}
# shellcheck disable=SC2046  # names are words
[ $# -gt 0 ] || set -- $(all)
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
classpath="target/test-classes:target/classes:$(cat target/bench-classpath)"
read="io.evac.**,de.siegmar.fastcsv.**,org.yaml.snakeyaml.**,tools.jackson.core.**,net.fortuna.ical4j.**"
failed=0
for target; do
    corpus=target/fuzz/$(echo "$target" | tr '#' '/')
    mkdir -p "$corpus"
    if "$java" -Xmx512m -XX:+EnableDynamicAgentLoading -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
        --target_class="io.evac.fuzz.${target%#*}" --target_method="${target#*#}" --hooks=true --instrument="$read" \
        --reproducer_path=target/fuzz "$corpus" -max_total_time="$seconds" -timeout=10 -max_len=4096 >"$corpus.log" 2>&1; then
        printf '%-32s %s\n' "$target" "$(grep -o 'Done .*' "$corpus.log" | tail -n 1)"
    else
        printf '%-32s failed; %s says:\n' "$target" "$corpus.log"
        grep -A 12 -E '^== |^SUMMARY|Exception in|artifact_prefix' "$corpus.log" | head -n 40
        failed=1
    fi
done
exit $failed
