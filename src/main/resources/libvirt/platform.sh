#!/bin/sh
# The guard's platform for libvirt domains: what it runs for an instance that is a domain (docs/drivers/libvirt.md).
#
#   sh <guard root>/libvirt-<digest>.sh URI SHARED NAME WORD
#
# A domain is in place when libvirt has its definition. Its copy is a folder with domain.xml, the list of its files and,
# under the name of each target (vda/, nvram/), hard links to them:
#   out/NAME   beside a domain that is in place: what of it does not change any more (layers)
#   away/NAME  parked or arriving: the only names of its files
#   in/NAME    on its way into place
# The memory of a suspended domain is mem/NAME.save until it goes on. What arrives live waits as a paused domain that libvirt
# has no definition of; mem/NAME.coming lists the names that its files have got for it.
# SHARED are directories, between colons, that are the same on other hosts: what lies there is named, and never linked, moved
# or deleted.
# A layer is a qcow2 overlay <disk>.evac-<number> that names the file below it without a directory, so that a chain is the
# same bytes on every host.
set -uf
umask 077
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
R=$(cd "${0%/*}" && pwd) URI=$1 SHARED=$2 NAME=$3 WORD=$4
OUT=$R/out/$NAME AWAY=$R/away/$NAME IN=$R/in/$NAME MEMORY=$R/mem/$NAME.save
# What hosts have for each other: the key of a hand-over, and the sockets of its streams under one name on both.
# ssh takes a colon for the end of a path.
COMING=$R/mem/$NAME.coming TUNNEL=$R/keys/$NAME.handover SOCKETS=/run/libvirt/qemu/evac-$(printf %s "$NAME" | tr : +)
LIBVIRT=/run/libvirt/libvirt-sock
DEFINITIONS=/etc/libvirt/qemu
VARIABLES=/var/lib/libvirt/qemu/nvram
TAB=$(printf '\t')
ASK_AGAIN=10 # seconds
PATIENCE=30  # seconds, well within what the guard gives a word
PAUSE=300    # milliseconds, libvirt's own for the end of a migration
IN_VAIN=3    # passes over memory that lead nowhere
SLOWEST=99   # percent, QEMU's own for auto-converge
FAREWELL=5   # seconds for a migration to end before the guard ends it
ROOM=16384   # KiB beside a disk: with less its guest would soon stand still anyway, at the latest in a layer

v() { virsh -q -c "$URI" "$@"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
# It will be so the next time, too.
refuse() { printf '%s\n' "$*" >&2; exit 2; }
nap() { sleep 0.1 2>/dev/null || sleep 1; }
durable() { sync "$@" 2>/dev/null || sync; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }
# Every sh of a Linux host knows -ef and -nt.
# shellcheck disable=SC3013
same() { [ "$1" -ef "$2" ]; }
# shellcheck disable=SC3013
newer() { [ "$1" -nt "$2" ]; }

# STATE: running, off, none (not defined) or unknown.
look() {
    STATE=$(v domstate "$NAME" 2>/dev/null) || STATE=
    case $STATE in
        'shut off') STATE=off ;;
        # It has arrived, and has not run here.
        paused) if [ -f "$COMING" ]; then STATE=off; else STATE=running; fi ;;
        running) STATE=running && rm -f -- "$COMING" ;;
        # A crashed one that is kept has its disks open still.
        ?*) STATE=running ;;
        *)
            STATE=unknown
            if lk_all=$(v list --all --name 2>/dev/null); then
                STATE=none
                printf '%s\n' "$lk_all" | grep -qxF -- "$NAME" && STATE=unknown
            fi
            ;;
    esac
}
# A libvirt that is being updated, or that has died, is back in a moment.
answering() {
    an_end=$(($(date +%s) + PATIENCE))
    until v list --name >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$an_end" ] || die 'libvirt does not answer'
        nap
    done
}
defined() {
    look
    [ "$STATE" != unknown ] || die "libvirt does not answer for $NAME"
    [ "$STATE" != none ]
}
persistent() { exists "$DEFINITIONS/$NAME.xml"; }
# Somebody else's domain of that name.
taken() { defined && { persistent || ! [ -f "$COMING" ]; }; }

# One line for each disk that is a file: target, format of its active layer, its path, separated by tabs.
disks() { # [--inactive]
    di_xml=$(v dumpxml "$@" "$NAME") || die 'libvirt does not tell its disks'
    printf '%s\n' "$di_xml" | awk -v q="'" '
        function value(line, key,   at) {
            at = index(line, " " key "=" q)
            if (!at) return ""
            line = substr(line, at + length(key) + 3)
            return substr(line, 1, index(line, q) - 1)
        }
        /^    <disk / { disk = index($0, "type=" q "file" q) && index($0, "device=" q "disk" q); format = source = target = "" }
        disk && /^      <driver / { format = value($0, "type") }
        disk && /^      <source / { source = value($0, "file") }
        disk && /^      <target / { target = value($0, "dev") }
        /^    <\/disk>/ {
            gsub(/&lt;/, "<", source); gsub(/&gt;/, ">", source); gsub(/&apos;/, q, source); gsub(/&quot;/, "\"", source)
            gsub(/&amp;/, "\\&", source)
            if (format == "") format = "raw"
            if (disk && source != "") print target "\t" format "\t" source
            disk = 0
        }'
}
# VARS: the path of its UEFI variables, if it has some; it is text, or has an element of its own.
nvram() {
    nv_xml=$(v dumpxml --inactive "$NAME") || die 'libvirt does not tell its firmware'
    VARS=$(printf '%s\n' "$nv_xml" \
        | sed -n "s|^ *<nvram[^>]*>\(.*\)</nvram>\$|\1|p; /^ *<nvram [^>]*[^\/]>\$/,/<\/nvram>/s|^ *<source file='\([^']*\)'.*|\1|p")
}

base_of() { # path: B, and I, the number of its layer, 0 for none
    B=$1 I=0
    bo_number=${1##*.evac-}
    case $bo_number in
        "$1" | '' | *[!0-9]*) ;;
        *) B=${1%.evac-*} I=$bo_number ;;
    esac
}

shared() { # path
    sh_ifs=$IFS IFS=:
    sh_is=1
    for sh_directory in $SHARED; do
        case $1 in "$sh_directory"/*) sh_is=0 ;; esac
    done
    IFS=$sh_ifs
    return $sh_is
}

# The numbers of the layers over a disk, up to one, in order.
layers() { # base highest
    set +f
    for la in "$1".evac-*; do
        set -f
        la_number=${la##*.evac-}
        case $la_number in '' | *[!0-9]*) continue ;; esac
        [ "$la_number" -gt "$2" ] || printf '%s\n' "$la_number"
    done | sort -n
}

# A fresh layer over a file of that format, which a running QEMU may have locked: it is looked at, not opened. Under its
# name it is whole, or not there. A disk that is to be larger is so from this layer on; a smaller layer would cut it off. With
# subclusters a write brings itself, not the 64 KiB around it (src/bench/layers.sh).
overlay() { # file format layer size on|off (subclusters)
    ov_size=$(qemu-img info -U -f "$2" -- "$1" | sed -n 's/^virtual size: .*(\([0-9]*\) bytes)$/\1/p')
    [ -n "$ov_size" ] || die "$1 is not readable as $2"
    [ "${4:-0}" -le "$ov_size" ] || ov_size=$4
    ov_new=$R/tmp/$$.layer
    if ! qemu-img create -q -u -f qcow2 -o "extended_l2=$5" -F "$2" -b "${1##*/}" -- "$ov_new" "$ov_size" >/dev/null \
        || ! durable "$ov_new"; then
        rm -f -- "$ov_new"
        die "cannot make $3"
    fi
    chown --reference="$1" -- "$ov_new" 2>/dev/null || :
    chmod --reference="$1" -- "$ov_new" 2>/dev/null || chmod 600 -- "$ov_new"
    mv -f -- "$ov_new" "$3" || die "cannot make $3"
}

# Deletes a layer that no QEMU has open: QEMU locks what it writes, and a libvirt that died behind QEMU's part of a
# snapshot knows nothing of it.
drop() { # layer
    ! exists "$1" && return
    qemu-img info -- "$1" >/dev/null 2>&1 \
        || die "$1 is in use, and libvirt does not know it. Maybe correct its disk with virsh edit before it is started again"
    rm -f -- "$1"
}

# ---------------------------------------------------------------- starts and stops

do_status() {
    look
    case $STATE in
        running) exit 0 ;;
        off | none) exit 3 ;;
        *) exit 4 ;;
    esac
}

do_start() { v start "$NAME" >/dev/null || die "it does not start"; }

# The guard ends a stop that takes too long. It is asked for again and again: a guest that is booting hears no button, and
# a libvirt that died may have told nobody.
do_stop() {
    asked=0
    while look; [ "$STATE" = running ] || [ "$STATE" = unknown ]; do
        now=$(date +%s)
        if [ "$STATE" = running ] && [ $((now - asked)) -ge "$ASK_AGAIN" ]; then
            asked=$now
            # It hears nothing while it waits for room on its disk, which there may be by now.
            case $(v domstate --reason "$NAME" 2>/dev/null) in *'(I/O error)') v resume "$NAME" >/dev/null ;; esac
            if ! v shutdown "$NAME" >/dev/null; then
                look
                [ "$STATE" != running ] || die 'it takes no shutdown'
                asked=0
            fi
        fi
        nap
    done
}

# One that an earlier call has begun goes on in libvirt, and its file is not touched.
do_save() {
    while look; [ "$STATE" = running ] || [ "$STATE" = unknown ]; do
        if [ "$STATE" = running ] && ! saving; then
            forget
            if ! v save "$NAME" "$MEMORY" >/dev/null; then
                look
                [ "$STATE" != running ] || saving || die 'its memory cannot be saved'
            fi
        fi
        nap
    done
}

saving() { v domjobinfo "$NAME" 2>/dev/null | grep -q '^Operation: *Save'; }

# ---------------------------------------------------------------- memory

# Memory belongs to its disks as they were when it was saved. With one that was written since, or cut short, it is none:
# the guest would overwrite what is there with what it once thought of it.
fits() {
    [ -f "$MEMORY" ] && [ "$(head -c 16 "$MEMORY" | tr -d '\0')" = LibvirtQemudSave ] || return 1
    disks --inactive >"$R/tmp/$$.disks"
    fits=yes
    while IFS=$TAB read -r target format source; do
        ! newer "$source" "$MEMORY" || fits=no
    done <"$R/tmp/$$.disks"
    rm -f "$R/tmp/$$.disks"
    [ "$fits" = yes ]
}

forget() { rm -f -- "$MEMORY" "$MEMORY.used" "$MEMORY.done" "$MEMORY.failed"; }

# Once: behind its start the disks are newer. The mark comes first, so what was cut short is not tried again. Where a
# domain has gone on with its memory, or may have, its next start is a boot.
do_resume() {
    if fits; then
        { mv -f -- "$MEMORY" "$MEMORY.used" && durable "$R/mem"; } || die "cannot rename $MEMORY"
        if v restore "$MEMORY.used" >/dev/null; then
            true >"$MEMORY.done"
            rm -f -- "$MEMORY.used"
        else
            mv -f -- "$MEMORY.used" "$MEMORY.failed"
            die 'its memory is not to be restored'
        fi
    elif [ -e "$MEMORY.done" ] || [ -e "$MEMORY.used" ]; then
        do_start
    else
        die "there is no memory of $NAME that fits its disks"
    fi
}
do_resume_or_boot() {
    if fits; then
        (do_resume) && exit 0
        look
        [ "$STATE" != running ] || exit 0
    fi
    do_start
}

# ---------------------------------------------------------------- hand-over

# The domain goes to the destination while it runs, and waits there: it is off here, or it has never stopped. The tunnel is
# this process's child, so whoever ends it ends both, and libvirt gives the migration up.
do_migrate() {
    BEGUN=$(date +%s)
    while look; [ "$STATE" = running ] || [ "$STATE" = unknown ]; do
        if [ "$STATE" = running ]; then
            abort
            tunnel
            # Why it was given up has been said.
            migrate || { look; [ "$STATE" = off ] || { [ -n "$WHY" ] && exit 1; } || die 'it is not handed over'; }
        fi
        nap
    done
    unlink_hosts
}

migrate() {
    names=
    disks >"$R/tmp/$$.disks" || exit 1
    while IFS=$TAB read -r target _ source; do
        shared "$source" || names=$names,$target
    done <"$R/tmp/$$.disks"
    rm -f "$R/tmp/$$.disks"
    if [ -n "$names" ]; then
        set -- --copy-storage-inc --migrate-disks "${names#,}" --disks-uri "unix://$SOCKETS/d"
    else
        # libvirt knows shared storage by the kind of its file system; that both hosts have the same files here was tried.
        set -- --unsafe
    fi
    WHY=
    # Words for virsh; then the longest pause in milliseconds, and how many seconds all this may take.
    { IFS= read -r options; read -r pause time; } <"$TUNNEL/options"
    # shellcheck disable=SC2086  # no option, no word
    v migrate "$NAME" --live --suspend "$@" --xml "$TUNNEL/domain.xml" \
        --desturi "qemu+unix:///system?socket=$SOCKETS/l" --migrateuri "unix://$SOCKETS/m" $options >/dev/null 2>"$R/tmp/$$.said" &
    MIGRATION=$!
    converge "${pause:-$PAUSE}" "$((BEGUN + ${time:-86400} - FAREWELL))"
    wait "$MIGRATION"
    set -- $?
    # What it, or ssh, says of its being told to end tells nobody anything.
    [ -n "$WHY" ] || cat "$R/tmp/$$.said" "$R/tmp/$$.ssh" >&2
    rm -f "$R/tmp/$$.said" "$R/tmp/$$.ssh"
    return "$1"
}

# While the migration runs: QEMU carries memory in passes, each what was written during the one before, and stops the guest
# for the last when that takes no longer than the pause. A pass that is not half as long as the one before does not lead
# there: the pause grows by a step; where even the longest is too short it is given up, which has never stopped the guest.
converge() { # milliseconds, when the time is up
    now=$PAUSE passes=1 before=0 vain=0 looked=0 enough=0
    # Slowed down step by step, it gets all of them first.
    case $options in *--auto-converge*) enough=$SLOWEST ;; esac
    while kill -0 "$MIGRATION" 2>/dev/null; do
        nap
        at=$(date +%s)
        [ "$at" != "$looked" ] || continue
        looked=$at
        read -r pass left writes link slowed <<END
$(job)
END
        if [ "$at" -ge "$2" ]; then
            said=
            [ -z "$slowed" ] || [ "$passes" = 1 ] || said=": $(in_vain "$1")"
            give_up "its time is up$said"
        elif [ -n "$slowed" ] && [ "$pass" -gt "$passes" ]; then
            if [ "$before" = 0 ] || [ "$left" -le $((before / 2)) ]; then
                vain=0
            elif [ "$left" -le "$1" ]; then
                vain=0 now=$((now * 3))
                [ "$now" -le "$1" ] || now=$1
                v migrate-setmaxdowntime "$NAME" "$now" >/dev/null 2>&1
            elif [ "$slowed" -ge "$enough" ]; then
                vain=$((vain + 1))
                [ "$vain" -lt "$IN_VAIN" ] || give_up "$(in_vain "$1")"
            fi
            passes=$pass before=$left
        fi
    done
}

give_up() { # why
    WHY=$1
    # At once: this may be ended before the migration is.
    printf '%s\n' "$WHY" >&2
    v domjobabort "$NAME" >/dev/null 2>&1 &
    # QEMU may wait for a destination that hangs, and libvirt for QEMU: where the connections end, neither does.
    gu_end=$(($(date +%s) + FAREWELL / 2))
    while kill -0 "$MIGRATION" 2>/dev/null && [ "$(date +%s)" -lt "$gu_end" ]; do nap; done
    kill "$SSH" 2>/dev/null
}

# Of memory: the pass, the milliseconds for what is left of it, bytes that are written and that the link takes in a second;
# percent by which the guest is slowed down. Nothing while its disks are on their way.
job() {
    v domjobinfo --rawstats "$NAME" 2>/dev/null | awk '
        $2 ~ /^[0-9]+$/ && length($2) < 16 { n[$1] = $2 }
        END {
            if (n["memory_iteration:"] > 0)
                printf "%.0f %.0f %.0f %.0f %.0f\n", n["memory_iteration:"], n["downtime:"],
                    n["memory_dirty_rate:"] * n["memory_page_size:"], n["memory_bps:"], n["auto_converge_throttle:"]
        }'
}

in_vain() { # milliseconds
    awk -v may="$1" -v pass="$pass" -v left="$left" -v writes="$writes" -v link="$link" 'BEGIN {
        mib = 1048576
        printf "behind pass %d over its memory it has written %.0f MiB of it anew, at %.1f MiB/s or more against a link of %.1f MiB/s:" \
            " it would stand still for %.1f s, and may for %.1f s", pass - 1, left * link / 1000 / mib, writes / mib, link / mib,
            left / 1000, may / 1000
    }'
}

# For QEMU, which is another user, and nobody else.
sockets() {
    rm -rf -- "$SOCKETS"
    { mkdir -p "$SOCKETS" && chmod 700 "$SOCKETS" && chown --reference=/var/lib/libvirt/qemu "$SOCKETS"; } \
        || die "cannot make $SOCKETS"
}

tunnel() {
    [ -f "$TUNNEL/key" ] || die 'there is no key for its destination'
    [ -z "${SSH-}" ] || kill "$SSH" 2>/dev/null
    sockets
    (cd "$TUNNEL" && exec ssh -F config -N -o ExitOnForwardFailure=yes -o StreamLocalBindMask=0111 \
        -o ServerAliveInterval=2 -o ServerAliveCountMax=3 \
        -L "$SOCKETS/l:$LIBVIRT" -L "$SOCKETS/m:$SOCKETS/m" -L "$SOCKETS/d:$SOCKETS/d" evac-destination) </dev/null >/dev/null 2>"$R/tmp/$$.ssh" &
    SSH=$!
    trap 'kill "$SSH" 2>/dev/null' EXIT
    tu_end=$(($(date +%s) + PATIENCE))
    until [ -S "$SOCKETS/l" ] && [ -S "$SOCKETS/m" ] && [ -S "$SOCKETS/d" ]; do
        { kill -0 "$SSH" 2>/dev/null && [ "$(date +%s)" -lt "$tu_end" ]; } \
            || { cat "$R/tmp/$$.ssh" >&2; rm -f "$R/tmp/$$.ssh"; die 'no tunnel to its destination. Maybe its sshd has AllowStreamLocalForwarding no'; }
        nap
    done
}

leaving() { v domjobinfo "$NAME" 2>/dev/null | grep -q '^Operation: *Outgoing migration'; }

# A migration that nobody waits for any more: the domain runs on here.
abort() {
    while leaving; do
        v domjobabort "$NAME" >/dev/null 2>&1
        nap
    done
    # Whoever was to end the migration has died behind libvirt's switch, and left it between the two.
    case $(v domstate --reason "$NAME" 2>/dev/null) in
        'paused (migrating)' | 'paused (unknown)') v resume "$NAME" >/dev/null || die 'it does not go on' ;;
    esac
}

# One that was to be handed over and is not any more.
do_stay() {
    look
    [ "$STATE" != running ] || abort
    unlink_hosts
}

unlink_hosts() { rm -rf -- "$TUNNEL" "$SOCKETS"; }

# The source's libvirt gives its disks back to root when its QEMU ends, unless it knows their file system as shared.
own_shared() {
    os_user=$(v dumpxml "$NAME" | sed -n 's|^ *<label>+\{0,1\}\([0-9]*:\)+\{0,1\}\([0-9]*\)</label>$|\1\2|p')
    [ -n "$os_user" ] || return 0
    disks >"$R/tmp/$$.disks" || exit 1
    while IFS=$TAB read -r _ _ source; do
        ! shared "$source" || [ "$(stat -c %u:%g -- "$source")" = "$os_user" ] || chown "$os_user" -- "$source"
    done <"$R/tmp/$$.disks"
    rm -f "$R/tmp/$$.disks"
}

# What has arrived goes on; what was about to leave stays; else it is booted.
do_go_on() {
    look
    if [ -f "$COMING" ]; then
        case $(v domstate "$NAME" 2>/dev/null) in
            paused)
                own_shared
                v resume "$NAME" >/dev/null || die 'it does not go on'
                ;;
            running) ;;
            *) do_start ;;
        esac
        rm -f -- "$COMING"
        durable "$R/mem"
    elif [ "$STATE" = running ]; then
        abort
    else
        do_start
    fi
}

# Lines TARGET FILE FORMAT DIRECTORY of what has arrived, lowest layer of each target first, with "over" for the format of the
# layer that is to be handed over with the memory: all get their names, so that a domain can arrive that has them open.
do_expect() {
    ! taken || die "a domain $NAME is defined already"
    (do_scrap) || exit 1
    cd "$AWAY" || die "there is no copy at $AWAY"
    cat >"$R/tmp/$NAME.asked" || die "cannot write below $R"
    before=
    while IFS=$TAB read -r target file format directory; do
        case $format in
            over*)
                mkdir -p "$target"
                rm -f -- "$target/$file"
                overlay "$before" "${format#over }" "$target/$file" 0 off
                chown --reference=/var/lib/libvirt/qemu -- "$target/$file"
                ;;
        esac
        ! exists "$directory/$file" || same "$target/$file" "$directory/$file" || die "something is at $directory/$file already"
        before=$target/$file
        printf '%s\t%s\n' "$(file_id "$before")" "$directory/$file"
    done <"$R/tmp/$NAME.asked" >"$R/tmp/$NAME.coming" || exit 1
    { durable "$R/tmp/$NAME.coming" && mv -f -- "$R/tmp/$NAME.coming" "$COMING" && durable "$R/mem"; } || die "cannot write below $R"
    while IFS=$TAB read -r target file _ directory; do
        same "$target/$file" "$directory/$file" || ln -- "$target/$file" "$directory/$file" || die "cannot make $directory/$file"
    done <"$R/tmp/$NAME.asked"
    rm -f -- "$R/tmp/$NAME.asked"
    sockets
}

file_id() { stat -c %d:%i -- "$1" 2>/dev/null; }

# Takes back what was expected and has never run here: names that were given for it, as long as they are those of its files.
do_scrap() {
    unlink_hosts
    [ -f "$COMING" ] || return 0
    if ! persistent; then
        case $(v domstate "$NAME" 2>/dev/null) in
            paused) v destroy "$NAME" >/dev/null || die 'what waits there does not end' ;;
            '') ! defined || die "libvirt does not answer for $NAME" ;;
            *) die "a domain $NAME runs" ;;
        esac
        while IFS=$TAB read -r id path; do
            [ "$(file_id "$path")" != "$id" ] || rm -f -- "$path"
        done <"$COMING"
    fi
    rm -f -- "$COMING"
}

# What answered before the move answers after it.
do_health() {
    look
    [ "$STATE" = running ] && v qemu-agent-command --timeout 5 "$NAME" '{"execute":"guest-ping"}' >/dev/null 2>&1
}

do_hold() {
    tidy
    v autostart --disable "$NAME" >/dev/null || die 'its autostart cannot be switched off'
}
do_autostart() {
    tidy
    v autostart "$NAME" >/dev/null || die 'its autostart cannot be switched on'
}

# What was cut short behind its last effect.
tidy() {
    look
    case $STATE in none | unknown) return ;; esac
    rm -rf -- "$OUT.new"
    ! placed || rm -rf -- "$IN"
    # That it has gone on with its memory stays known: its next start is a boot.
    [ "$STATE" != running ] || saving || rm -f -- "$MEMORY" "$MEMORY.used" "$MEMORY.failed" "$COMING"
}

# Whether all that was on its way into place is there: who has only defined it has not brought its disks.
placed() {
    [ -f "$IN/files" ] || return 1
    while IFS=$TAB read -r file path how; do
        case $how in
            over* | copy | shared) exists "$path" ;;
            *) same "$IN/$file" "$path" ;;
        esac || return 1
    done <"$IN/files"
}

# ---------------------------------------------------------------- layers

# From here on a running domain writes into layer NUMBER: what lies below does not change any more.
do_layer() { # number subclusters
    look
    [ "$STATE" = running ] || exit 0
    disks >"$R/tmp/$$.disks"
    # A process of that number may have left one.
    true >"$R/tmp/$$.made" || die "cannot write below $R"
    subclusters=$2
    set -- "$1"
    while IFS=$TAB read -r target format source; do
        base_of "$source"
        { [ "$I" -lt "$1" ] && ! shared "$source"; } || continue
        layer=$B.evac-$1
        room=$(df -Pk -- "${B%/*}" | awk 'NR == 2 { print $4 }')
        [ "${room:-0}" -ge "$ROOM" ] || die "${B%/*} has $((${room:-0} / 1024)) MiB free, too little for what $NAME writes meanwhile"
        drop "$layer"
        overlay "$source" "$format" "$layer" 0 "$subclusters"
        printf '%s\n' "$layer" >>"$R/tmp/$$.made"
        case $layer in *,*) die "a comma in $layer" ;; esac
        set -- "$@" --diskspec "$target,snapshot=external,file=$layer"
    done <"$R/tmp/$$.disks"
    rm -f "$R/tmp/$$.disks"
    if [ $# -gt 1 ]; then
        shift
        # Disks that no diskspec names (cdroms, disks that are layered already) are left alone.
        # shellcheck disable=SC2046
        if ! v snapshot-create-as "$NAME" --no-metadata --disk-only --atomic --reuse-external "$@" $(untouched "$@") >/dev/null; then
            while IFS= read -r made; do drop "$made"; done <"$R/tmp/$$.made"
            rm -f "$R/tmp/$$.made"
            die 'no snapshot of its disks'
        fi
    fi
    rm -f "$R/tmp/$$.made"
}

untouched() { # the diskspecs so far
    ut_named=$*
    v domblklist "$NAME" | awk '{ print $1 }' | while read -r ut; do
        case " $ut_named" in *" $ut,snapshot="*) ;; *) printf '%s %s,snapshot=no\n' --diskspec "$ut" ;; esac
    done
}

# Links to all that does not change any more: of a domain that is off, everything.
do_expose() {
    if ! defined; then
        # What is parked is exposed already.
        ! exists "$AWAY" || exit 0
        die "there is no domain $NAME"
    fi
    running=$STATE
    mkdir -p "$R/out" "$R/tmp"
    rm -rf -- "$OUT.new"
    mkdir -p "$OUT.new"
    if [ "$running" = running ]; then disks >"$OUT.new/disks"; else disks --inactive >"$OUT.new/disks"; fi
    [ -s "$OUT.new/disks" ] || die 'it has no disks'
    DISKS=$(cat "$OUT.new/disks")
    while IFS=$TAB read -r target format source; do
        if shared "$source"; then
            printf '%s\t%s\tshared\n' "$target/${source##*/}" "$source" >>"$OUT.new/files"
            continue
        fi
        base_of "$source"
        mkdir -p "$OUT.new/$target"
        top=$I
        [ "$running" != running ] || top=$((I - 1))
        [ "$top" -lt 0 ] || expose "$target" "$B"
        for number in $(layers "$B" "$top"); do expose "$target" "$B.evac-$number"; done
    done <"$OUT.new/disks"
    rm -f "$OUT.new/disks"
    if [ "$running" != running ]; then
        if fits; then
            mkdir -p "$OUT.new/memory"
            expose memory "$MEMORY"
        fi
        nvram
        # Small, and often on another file system.
        if [ -n "$VARS" ] && [ -f "$VARS" ]; then
            mkdir -p "$OUT.new/nvram"
            cp -p -- "$VARS" "$OUT.new/nvram/" || die "$VARS cannot be read"
            durable "$OUT.new/nvram/${VARS##*/}"
            printf '%s\t%s\tcopy\n' "nvram/${VARS##*/}" "$VARS" >>"$OUT.new/files"
        fi
    fi
    rm -rf -- "$OUT"
    mv -- "$OUT.new" "$OUT" || die "cannot make $OUT"
}

expose() { # target path
    ln -- "$2" "$OUT.new/$1/${2##*/}" || die "$2 cannot be linked below $R. Maybe they lie on two file systems"
    printf '%s\t%s\t\n' "$1/${2##*/}" "$2" >>"$OUT.new/files"
}

# A running domain writes into its own disks again, and the layers are gone.
do_flatten() {
    look
    [ "$STATE" = running ] || exit 0
    disks >"$R/tmp/$$.disks"
    while IFS=$TAB read -r target format source; do
        base_of "$source"
        if shared "$source"; then
            [ "$I" = 0 ] || die "$source is a layer on shared storage"
            continue
        fi
        if [ "$I" -gt 0 ]; then
            # One that was cut short goes on; it may be ready by now.
            v blockjob "$NAME" "$target" --abort >/dev/null 2>&1 </dev/null || :
            v blockcommit "$NAME" "$target" --active --base "$B" --pivot --wait >/dev/null </dev/null || die "$target does not become one file again"
        fi
        for of in '' --inactive; do
            # shellcheck disable=SC2086  # no option, no argument
            disks $of | cut -f 3 | grep -qxF -- "$B" || die "$target is not $B again"
        done
        for number in $(layers "$B" 999999999); do rm -f -- "$B.evac-$number"; done
    done <"$R/tmp/$$.disks"
    rm -f "$R/tmp/$$.disks"
    rm -rf -- "$OUT"
    # And a later stop of it is none of ours.
    forget
}

# ---------------------------------------------------------------- out of its place and into it

do_park() {
    unlink_hosts
    if defined; then
        [ "$STATE" = off ] || die "it is not off"
        do_expose
        v dumpxml --inactive --security-info "$NAME" >"$OUT/domain.xml" || die 'cannot read its definition'
        find "$OUT" -type d -exec sh -c 'sync "$@" 2>/dev/null || sync' evac {} + || die "$OUT cannot be made durable"
        durable "$OUT/domain.xml" "$OUT/files" "$R/out" || die "$OUT cannot be made durable"
        above
        v undefine "$NAME" --keep-nvram >/dev/null || die 'cannot undefine it'
        durable "$DEFINITIONS"
    fi
    # Nothing is left to do, or nothing is there.
    [ -f "$OUT/domain.xml" ] || exit 0
    ! exists "$AWAY" || die "something is at $AWAY already"
    while IFS=$TAB read -r file path how; do
        if same "$OUT/$file" "$path" || { [ "$how" = copy ] && cmp -s -- "$OUT/$file" "$path"; }; then rm -f -- "$path"; fi
    done <"$OUT/files"
    forget
    mkdir -p "$R/away"
    mv -- "$OUT" "$AWAY" && durable "$R/away" "$R/out"
}

# Layers that were made and never came into use have no part in the chain of what was just exposed, and their names are wanted.
above() {
    printf '%s\n' "$DISKS" >"$R/tmp/$$.disks"
    while IFS=$TAB read -r _ _ source; do
        ! shared "$source" || continue
        base_of "$source"
        for number in $(layers "$B" 999999999); do
            [ "$number" -le "$I" ] || drop "$B.evac-$number"
        done
    done <"$R/tmp/$$.disks"
    rm -f "$R/tmp/$$.disks"
}

do_place() {
    # A park that was cut short behind its undefine.
    if ! exists "$AWAY" && [ ! -d "$IN" ] && [ -f "$OUT/domain.xml" ] && ! defined; then (do_park) || exit 1; fi
    new=
    if exists "$AWAY"; then
        ! taken || die "a domain $NAME is defined already"
        [ "$STATE" != none ] || new=yes
        forget
        rm -rf -- "$IN"
        mkdir -p "$R/in"
        mv -- "$AWAY" "$IN" || die "cannot move $AWAY"
        durable "$R/in" "$R/away"
    fi
    if [ ! -d "$IN" ]; then
        defined || die "there is no copy of $NAME"
        exit 0
    fi
    before=
    while IFS=$TAB read -r file path how size; do
        case $how in
            over*)
                exists "$path" || overlay "$before" "${how#over }" "$path" "${size:-0}" on
                ;;
            shared)
                exists "$path" || die "$path is not there"
                continue
                ;;
            copy)
                if ! cmp -s -- "$IN/$file" "$path"; then
                    ! exists "$path" || die "something is at $path already"
                    # Under its name it is whole, or not there.
                    { cp -p -- "$IN/$file" "$path.evac-new" && durable "$path.evac-new" && mv -f -- "$path.evac-new" "$path"; } \
                        || die "cannot make $path"
                fi
                ;;
            *)
                if ! same "$IN/$file" "$path"; then
                    ! exists "$path" || die "something is at $path already"
                    ln -- "$IN/$file" "$path" || die "cannot make $path"
                fi
                ;;
        esac
        durable "$path" "${path%/*}"
        before=$path
    done <"$IN/files"
    # What it remembers of its disks is where they were. From here on it is newer than they are.
    if [ -f "$MEMORY" ]; then
        v save-image-define "$MEMORY" "$IN/domain.xml" >/dev/null || die 'libvirt does not take its memory'
        touch -- "$MEMORY"
    fi
    if [ -n "$new" ] || ! defined || ! persistent; then v define "$IN/domain.xml" >/dev/null || die 'libvirt does not take its definition'; fi
    durable "$DEFINITIONS/$NAME.xml" "$DEFINITIONS"
    rm -rf -- "$IN"
}

# They go where their source says: no further than where variables lie, and images that are not Evac's own.
keeps_variables() { # path
    case $1 in
        */../* | */..) return 1 ;;
        "$R"/*) return 1 ;;
        "$VARIABLES"/* | "${R%/*}"/*) ;;
        *) return 1 ;;
    esac
}

# The list of the arriving copy's files and, behind a line "--", its definition, on standard input. The files outlive a loss
# of power from here on; and it is known whether they could be put into place, as long as that is not too late to ask.
do_arrive() {
    cd "$AWAY" || die "there is no copy at $AWAY"
    while IFS= read -r line && [ "$line" != -- ]; do printf '%s\n' "$line"; done >files.new || die "cannot write below $AWAY"
    cat >domain.xml.new || die "cannot write below $AWAY"
    durable files.new domain.xml.new && mv -f files.new files && mv -f domain.xml.new domain.xml && durable .
    ! taken || refuse "a domain $NAME is defined already"
    # Behind the fence it would be too late to learn that this libvirt does not take it. libvirt 9.0 dies of the question where
    # an interface is passed through.
    if ! grep -q '<interface[^>]* type=.\(hostdev\|vdpa\)' domain.xml && ! v domxml-to-native qemu-argv --xml domain.xml >/dev/null; then
        v list --name >/dev/null 2>&1 || die 'libvirt does not answer'
        refuse 'libvirt does not take its definition'
    fi
    before=
    while IFS=$TAB read -r file path how; do
        case $how in
            over*)
                [ "${before%/*}" = "${file%/*}" ] || refuse "there is nothing below $file"
                ;;
            shared)
                exists "$path" || refuse "$path is not there"
                continue
                ;;
            *)
                [ -f "$AWAY/$file" ] || die "$file has not arrived"
                # What was compared was read from memory, and is not read again.
                durable "$AWAY/$file"
                before=$file
                ;;
        esac
        [ "$how" != copy ] || keeps_variables "$path" || refuse "$path is no place for UEFI variables"
        [ "$path" = "$MEMORY" ] || ! exists "$path" || same "$AWAY/$file" "$path" || refuse "something is at $path already"
        [ -d "${path%/*}" ] || refuse "there is no directory ${path%/*}"
    done <"$AWAY/files"
}

# virsh would take it for the number of a running domain.
case $NAME in *[!0-9]*) ;; *) die "a domain cannot be told by a name that is a number: $NAME" ;; esac
mkdir -p "$R/tmp" "$R/mem" || die "cannot write below $R"
case $WORD in
    # These bear its silence, or tell of it.
    status | health | stop | save | migrate)
        "do_$WORD"
        exit
        ;;
    start | resume | resume-or-boot | go-on | stay | expect | scrap | hold | autostart | expose | flatten | park | place | arrive) ;;
    layer-*[!0-9]* | layer- | plain-layer-*[!0-9]* | plain-layer-) die "not a layer: $WORD" ;;
    layer-* | plain-layer-*) ;;
    *) die "not a word of this platform: $WORD" ;;
esac
# Most are never handed over, and libvirt may be silent.
case $WORD in
    stay) [ -d "$TUNNEL" ] || exit 0 ;;
    scrap) [ -f "$COMING" ] || { unlink_hosts; exit 0; } ;;
esac
answering
case $WORD in
    resume-or-boot) do_resume_or_boot ;;
    go-on) do_go_on ;;
    layer-*) do_layer "${WORD#layer-}" on ;;
    plain-layer-*) do_layer "${WORD#plain-layer-}" off ;;
    *) "do_$WORD" ;;
esac
