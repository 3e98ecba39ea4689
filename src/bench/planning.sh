#!/bin/sh
# Plans 10,000 instances on 500 hosts and prints how long it takes and how good the plan is. See README.md here.
# Usage: src/bench/planning.sh [instances [hosts [seed]]]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
exec "$java" -Xmx1g -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" io.evac.bench.PlanningBench "$@"
