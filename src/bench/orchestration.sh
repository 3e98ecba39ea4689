#!/bin/sh
# Moves 1,000 and 10,000 instances that take no time and prints what the orchestration costs. See README.md here.
# Usage: src/bench/orchestration.sh [repetitions [few [many]]]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
exec "$java" -Xmx512m -Dlogback.configurationFile=src/bench/logback.xml -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" io.evac.run.OrchestrationBench "$@"
