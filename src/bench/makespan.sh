#!/bin/sh
# Moves 40 mixed instances on 4 simulated hosts and compares the makespan with its lower bound. See README.md here.
# Usage: src/bench/makespan.sh [repetitions]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
exec "$java" -Xmx512m -Dlogback.configurationFile=src/bench/logback.xml -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" io.evac.run.MakespanBench "$@"
