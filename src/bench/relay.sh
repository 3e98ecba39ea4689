#!/bin/sh
# A file from one sshd to another: relayed by Evac against "ssh a cat | ssh b 'cat >'". See README.md here.
# Usage: src/bench/relay.sh [MiB [rounds]]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
. src/bench/sshd.sh
"$java" -Xmx1g -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" \
    io.evac.bench.RelayBench "$dir" "$port_a" "$port_b" "$@"
