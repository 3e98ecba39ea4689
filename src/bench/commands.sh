#!/bin/sh
# Short commands over SSH: Evac against OpenSSH's own client on one connection. See README.md here.
# Usage: src/bench/commands.sh [commands [rounds]]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
. src/bench/sshd.sh
"$java" -Xmx1g -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" \
    io.evac.bench.CommandBench "$dir" "$port_a" "$@"
