# Finds a JDK of at least 21 and sets $java; to be sourced.
java=
for candidate in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
    if [ -x "$candidate" ] && [ "$("$candidate" -XshowSettings:properties -version 2>&1 |
        sed -n 's/^ *java.specification.version = //p' | sed 's/^1\.//')" -ge 21 ]; then
        java=$candidate
        break
    fi
done
[ -n "$java" ] || { echo "no JDK of at least 21 found. Maybe set JAVA_HOME" >&2; exit 1; }
