#!/bin/sh
# Moves a tiny instance to and fro between two hosts and prints what that costs. See README.md here.
# Usage: src/bench/move.sh HOSTS.YAML HOST HOST MOVES [timeline|forks]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
exec "$java" -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" io.evac.bench.MoveCostBench "$@"
