#!/bin/sh
# A run of simulated moves in the daemon, alone and while many follow its events and ask for lists. See README.md here.
# Usage: src/bench/door.sh [rounds [moves [followers]]]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
exec "$java" -Xmx512m -Dlogback.configurationFile=src/bench/logback.xml -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" io.evac.api.DoorBench "$@"
