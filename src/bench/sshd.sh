# Starts two sshd of its own on loopback, with keys of their own, and ends them when the script ends; to be sourced.
# Sets $dir (scratch), $port_a, $port_b; "ssh -F $dir/ssh_config a" logs in on the first, b on the second.
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { echo "there is no sshd. Maybe install openssh-server" >&2; exit 1; }
dir=$(mktemp -d)
pids=
stop() {
    for pid in $pids; do kill "$pid" 2>/dev/null || echo "sshd $pid had ended before the bench" >&2; done
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$dir/identity"
ssh-keygen -q -t ed25519 -N '' -f "$dir/host_key"
port_a=$((20000 + $$ % 20000 / 2 * 2))
port_b=$((port_a + 1))
for port in "$port_a" "$port_b"; do
    cat >"$dir/sshd_$port" <<END
ListenAddress 127.0.0.1:$port
HostKey $dir/host_key
AuthorizedKeysFile $dir/identity.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
SetEnv SHLVL=1
END
    "$sshd" -D -e -f "$dir/sshd_$port" >"$dir/log_$port" 2>&1 &
    pids="$pids $!"
    echo "[127.0.0.1]:$port $(cut -d' ' -f1,2 "$dir/host_key.pub")" >>"$dir/known_hosts"
done
cat >"$dir/ssh_config" <<END
Host a
    Port $port_a
Host b
    Port $port_b
Host *
    Hostname 127.0.0.1
    User $(id -un)
    IdentityFile $dir/identity
    IdentitiesOnly yes
    UserKnownHostsFile $dir/known_hosts
    GlobalKnownHostsFile none
    BatchMode yes
    Ciphers aes128-gcm@openssh.com
END
for host in a b; do
    tries=0
    until ssh -F "$dir/ssh_config" "$host" true 2>"$dir/refused"; do
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || { cat "$dir/refused" "$dir"/log_* >&2; exit 1; }
        sleep 0.1
    done
done
