#!/bin/sh
# A run of simulated moves in the daemon, alone and while many follow its events and ask for lists. See README.md here.
# Usage: src/bench/door.sh [timed|untimed [rounds [moves [followers]]]]
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -ntp test-compile dependency:build-classpath -Dmdep.outputFile=target/bench-classpath
. src/bench/java.sh
[ $# -gt 0 ] || set -- untimed
# As the launcher starts a daemon
exec "$java" -Xmx512m -XX:+UseSerialGC -XX:CompileThresholdScaling=3 -Dlogback.configurationFile=src/bench/logback.xml \
    -cp "target/test-classes:target/classes:$(cat target/bench-classpath)" io.evac.api.DoorBench "$@"
