#!/bin/sh
# The guard: keeps one numbered state record per instance of this host and is the only one that starts, stops and
# fences it while a move is in flight. Protocol: docs/cutover.md; verbs and files: docs/guard.md.
# POSIX sh (dash, busybox ash, bash, ksh93). Arguments are data: a vector is read line by line and run, never evaluated.
#
#   sh <root>/guard-<digest>.sh VERB INSTANCE key=value...
#
# A && B || C is meant literally throughout: C also runs when B fails.
# shellcheck disable=SC2015
set -uf
umask 077
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
NL='
'
case $0 in /*) SELF=$0 ;; *) SELF=$(pwd)/$0 ;; esac
R=${SELF%/*}

STATUS_SECONDS=10 # a status that hangs longer is no answer
START_SECONDS=120 # a start command that takes longer is killed
RUN_SECONDS=30    # after its start command returned, an instance must be seen running within
PLATFORM_SECONDS=60 # a word to the platform that takes longer is no answer
PLATFORM_WAITS=900 # looks of the boot hook, every 2 s, at a platform that does not answer yet
KILL_SECONDS=30   # what survives SIGKILL for longer (a hanging disk) is reported
LATE_STOP=600     # a shutdown that outlasts its stop is expected for so long behind a giveback
KEEP_RECORDS=50
LOCK_SECONDS=30

# ---------------------------------------------------------------- small things

has() { command -v "$1" >/dev/null 2>&1; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }

# Most things come about within a few hundredths of a second; what does not may take long.
nap() {
    NAPS=$((${NAPS:-0} + 1))
    if [ "$NAPS" -gt 10 ]; then
        sleep 0.1 2>/dev/null || sleep 1
    else
        sleep 0.02 2>/dev/null || sleep 1
    fi
}

# Removes the files that are there; most are not, and rm is a process.
sweep() {
    for sw in "$@"; do
        ! exists "$sw" || rm -f "$sw"
    done
}

has_directory() { [ -d "$1" ] || mkdir -p "$1"; }

# Prints $1 without anything that could break a line or a terminal.
clean() { printf '%s' "$1" | tr -c ' -~' ' ' | cut -c1-400; }

number() {
    case $1 in
        '' | *[!0-9]* | 0?* | ???????????????????*) return 1 ;;
    esac
}

# UP: a clock that no one steps, in hundredths of a second.
uptime_now() {
    if { read -r up _ </proc/uptime; } 2>/dev/null; then
        UP=$((${up%.*} * 100 + 1${up#*.} - 100))
    else
        UP=$(($(date +%s) * 100))
    fi
}

sleep_for() { # hundredths
    [ "$1" -gt 0 ] || return 0
    sf_part=$(($1 % 100))
    [ "$sf_part" -gt 9 ] || sf_part=0$sf_part
    sleep "$(($1 / 100)).$sf_part" 2>/dev/null || sleep $(($1 / 100 + 1))
}

# FLUSH: what makes things durable here. names: sync takes them; dd+sync, dd: files by dd, and the rest by a sync of
# everything where there is one; sync: everything each time. Old sync programs ignore names and say so.
find_flush() {
    FLUSH=names
    ff_said=$(sync "$R/tmp" 2>&1) && [ -z "$ff_said" ] && return
    FLUSH=''
    ! dd_flush "$R/tmp/$$.flush" || FLUSH='dd'
    rm -f "$R/tmp/$$.flush"
    ! sync 2>/dev/null || FLUSH=$FLUSH${FLUSH:++}sync
    FLUSH=${FLUSH:-none}
}

keep_flush() { # for the calls that follow
    find_flush
    printf '%s\n' "$FLUSH" >"$R/tmp/$$.kind" && mv -f "$R/tmp/$$.kind" "$R/flush"
}

dd_flush() { dd if=/dev/null of="$1" conv=notrunc,fsync 2>/dev/null; }

# Makes files and directory entries durable.
durable() {
    [ -n "$FLUSH" ] || { read -r FLUSH <"$R/flush"; } 2>/dev/null || find_flush
    flush "$@" && return
    # The host's tools may be others now than when this was found out.
    du=$FLUSH
    find_flush
    [ "$FLUSH" != "$du" ] && flush "$@"
}

flush() {
    case $FLUSH in
        names) sync "$@" 2>/dev/null ;;
        dd*) dd_all "$@" || { [ "$FLUSH" != dd ] && sync; } ;;
        *) sync 2>/dev/null ;;
    esac
}

# dd opens no directory. Without any sync, a new file in it is flushed: a file system with one journal (ext, XFS) then
# has written what happened there before.
dd_all() {
    for da in "$@"; do
        if [ -d "$da" ]; then
            [ "$FLUSH" = dd ] && dd_flush "$da/.evac-flush.$$" && rm -f "$da/.evac-flush.$$" || return 1
        else
            dd_flush "$da" || return 1
        fi
    done
}

# Makes the new name of a file durable: with the directory, or by the file, whose names are flushed with it.
durable_name() { # directory name
    case $FLUSH in
        dd*) durable "$1/$2" ;;
        *) durable "$1" ;;
    esac
}

same_file_system() { # two existing directories; rename(2) must work between them
    [ "$SAME" != "${1%/}$NL${2%/}" ] || return 0
    sfs=$(df -P "$1" "$2" 2>/dev/null | while read -r fs_dev _ _ _ _ fs_mount; do printf '%s %s\n' "$fs_dev" "$fs_mount"; done)
    sfs=${sfs#*"$NL"}
    [ -n "$sfs" ] && [ "${sfs%%"$NL"*}" = "${sfs#*"$NL"}" ] || return 1
    SAME=${1%/}$NL${2%/}
}

# ---------------------------------------------------------------- processes

# BORN, PSTATE of a process; fails when there is none. A pid alone says nothing: it is used again.
born_of() {
    if [ -r /proc/self/stat ]; then
        { read -r bo_line <"/proc/$1/stat"; } 2>/dev/null || return 1
        # shellcheck disable=SC2086
        set -- ${bo_line##*) }
        PSTATE=$1 BORN=${20}
    else
        BORN=$(ps -o lstart= -p "$1" 2>/dev/null) || return 1
        PSTATE=$(ps -o s= -p "$1" 2>/dev/null)
        [ -n "$BORN" ]
    fi
}

alive() { # pid born boot
    number "$1" && [ "$3" = "$BOOT" ] && born_of "$1" && [ "$BORN" = "$2" ] || return 1
    case $PSTATE in Z* | X*) return 1 ;; esac
}

# Pids of a session or process group, without zombies: where nobody reaps, they stay for ever.
members() {
    if [ -r /proc/self/stat ]; then
        (set +f && cat /proc/[0-9]*/stat 2>/dev/null) | awk -v s="$1" '
            { pid = $1; sub(/^.*\) /, ""); if (($3 == s || $4 == s) && $1 != "Z" && $1 != "X") print pid }'
    else
        ps -A -o pid= -o pgid= -o s= | awk -v s="$1" '$2 == s && $3 !~ /Z/ { print $1 }'
    fi
}

# Kills a whole session and awaits its end. Its number cannot be reused while a member lives.
kill_session() { # leader
    uptime_now
    ks_end=$((UP + KILL_SECONDS * 100))
    while :; do
        kill -0 "-$1" 2>/dev/null && kill -9 "-$1" 2>/dev/null
        ks_left=$(members "$1")
        [ -n "$ks_left" ] || return 0
        # shellcheck disable=SC2086
        kill -9 $ks_left 2>/dev/null
        uptime_now
        [ "$UP" -lt "$ks_end" ] || return 1
        nap
    done
}

in_session() { # command...: becomes it, as leader of a new session
    has setsid && exec setsid "$@"
    exec perl -e 'use POSIX; POSIX::setsid() > 0 or exit 71; exec { $ARGV[0] } @ARGV; exit 127' "$@"
}

boot_id() {
    born_of 1 || BORN=0
    if { read -r BOOT </proc/sys/kernel/random/boot_id; } 2>/dev/null; then
        BOOT=$BOOT.$BORN
    else
        BOOT=$(sysctl -n kern.boottime 2>/dev/null || who -b)
        BOOT=$(printf '%s' "$BOOT" | tr -cd 'A-Za-z0-9:=-')
    fi
}

stamp() { # this process, as three lines
    born_of $$ || BORN=0
    printf 'pid=%s\nborn=%s\nboot=%s\n' "$$" "$BORN" "$BOOT"
}

read_process() { # file: P_*
    P_pid='' P_born='' P_boot='' P_verb='' P_owner='' P_epoch=0 P_attempt=0 P_call=0 P_n=0 P_tag='' P_late=''
    [ -f "$1" ] || return 1
    while IFS= read -r rp; do
        rp_value=${rp#*=}
        case $rp in
            pid=*) P_pid=$rp_value ;;
            born=*) P_born=$rp_value ;;
            boot=*) P_boot=$rp_value ;;
            verb=*) P_verb=$rp_value ;;
            owner=*) P_owner=$rp_value ;;
            epoch=*) P_epoch=$rp_value ;;
            attempt=*) P_attempt=$rp_value ;;
            call=*) P_call=$rp_value ;;
            n=*) P_n=$rp_value ;;
            tag=*) P_tag=$rp_value ;;
            late=*) P_late=$rp_value ;;
        esac
    done 2>/dev/null <"$1"
    [ -n "$P_pid" ]
}

# Ends what a process file names, with everything in its session.
end_process() { # file
    [ ! -e "$1.done" ] && read_process "$1" && [ "$P_boot" = "$BOOT" ] && [ "$P_pid" != $$ ] || return 0
    # A living leader that was born at another time got the number after the session had ended.
    if born_of "$P_pid" && [ "$BORN" != "$P_born" ]; then return 0; fi
    kill_session "$P_pid"
}

reap() { # file
    end_process "$1" && rm -f "$1" "$1.done"
}

# ---------------------------------------------------------------- numbered files: of two that try, one wins

# LAST: the highest number in a directory, 0 for none.
last_in() {
    LAST=0
    set +f
    for li in "$1"/*; do
        set -f
        li=${li##*/}
        case $li in *[!0-9]*) continue ;; esac
        [ "$li" -le "$LAST" ] || LAST=$li
    done
}

# Links a finished file to a number that nobody has. The highest number is never removed, so a loser that slept
# between looking and linking sees a higher one and withdraws.
link_at() { # file directory number
    ln "$1" "$2/$3" 2>/dev/null || return 1
    last_in "$2"
    [ "$LAST" -le "$3" ] && return 0
    exists "$2/$(($3 - 1))" && return 0
    [ "$3" = 1 ] || rm -f "$2/$3"
    return 1
}

# SEAT: this process's number in a directory of announcements. $3: a function that may veto after a look at the newest.
take_seat() { # file directory veto
    ts_tries=0
    while :; do
        last_in "$2"
        ts_top=$LAST
        "$3" "$2/$ts_top" || return 1
        SEAT=$((ts_top + 1))
        if ln "$1" "$2/$SEAT" 2>/dev/null; then
            last_in "$2"
            [ "$LAST" -gt "$SEAT" ] || return 0
            rm -f "$2/$SEAT"
        elif [ ! -e "$2/$SEAT" ]; then
            ts_tries=$((ts_tries + 1))
            [ "$ts_tries" -lt 20 ] || return 2
            nap
        fi
    done
}

no_veto() { :; }

reap_below() { # directory number
    set +f
    for rb in "$1"/*; do
        set -f
        rb_number=${rb##*/}
        case $rb_number in '' | *[!0-9]*) continue ;; esac
        [ "$rb_number" -ge "$2" ] || reap "$rb" || return 1
    done
}

# ---------------------------------------------------------------- records

instance() { # name: its files
    case $1 in
        '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._:-]*) return 1 ;;
    esac
    [ ${#1} -le 64 ] || return 1
    NAME=$1 I=$R/i/$1 AWAY=$R/away/$1
}

# The last record into L_*; without one, OPEN or ABSENT as found.
load() {
    last_in "$I/r"
    L_rec=$LAST L_file=$I/r/$LAST
    L_state='' L_n=0 L_q=0 L_attempt=0 L_epoch=0 L_owner='' L_qboot='' L_deadline=0 L_over=0 L_was='' L_digest=''
    L_complete=0 L_home='' L_autostart=0 L_stoptimeout=0 L_def=''
    if [ "$L_rec" -gt 0 ]; then
        ld_def=no
        while IFS= read -r ld; do
            [ "$ld_def" = no ] || L_def=$L_def$ld$NL
            ld_value=${ld#*=}
            case $ld in
                state=*) L_state=$ld_value ;;
                n=*) L_n=$ld_value ;;
                q=*) L_q=$ld_value ;;
                attempt=*) L_attempt=$ld_value ;;
                epoch=*) L_epoch=$ld_value ;;
                owner=*) L_owner=$ld_value ;;
                qboot=*) L_qboot=$ld_value ;;
                deadline=*) L_deadline=$ld_value ;;
                over=*) L_over=$ld_value ;;
                was=*) L_was=$ld_value ;;
                digest=*) L_digest=$ld_value ;;
                complete=*) L_complete=$ld_value ;;
                home=*) L_home=$ld_value ;;
                autostart=*) L_autostart=$ld_value ;;
                stoptimeout=*) L_stoptimeout=$ld_value ;;
                --) ld_def=yes ;;
            esac
        done <"$L_file"
    fi
    [ -n "$L_home" ] || L_home=$A_place
    if [ -z "$L_home" ]; then
        case $R in */.evac) L_home=${R%/.evac}/$NAME ;; esac
    fi
    [ -n "$L_state" ] && return
    if in_place; then L_state=OPEN; else L_state=ABSENT; fi
}

in_place() { [ -n "$L_home" ] && exists "$L_home"; }

# A new record to be: a copy of the last one, in another state, under this call's ticket.
draft() { # state
    N_state=$1 N_n=$L_n N_q=$L_q N_attempt=$L_attempt N_epoch=$L_epoch N_owner=$L_owner N_qboot=$L_qboot
    N_deadline=$L_deadline N_over=0 N_was=$L_was N_digest=$L_digest N_complete=$L_complete N_def=''
    if [ "$A_epoch" -gt 0 ]; then
        N_epoch=$A_epoch N_owner=$A_owner N_attempt=$A_attempt
    fi
}

# Fails on the first line that a full disk swallows: half a record must never be linked.
print_record() {
    printf 'state=%s\nn=%s\nq=%s\nattempt=%s\nepoch=%s\nowner=%s\ncall=%s\n' \
        "$N_state" "$N_n" "$N_q" "$N_attempt" "$N_epoch" "$N_owner" "$A_call" || return 1
    printf 'boot=%s\nqboot=%s\ndeadline=%s\nover=%s\nwas=%s\ndigest=%s\ncomplete=%s\nby=%s\nat=%s\n' \
        "$BOOT" "$N_qboot" "$N_deadline" "$N_over" "$N_was" "$N_digest" "$N_complete" "$verb" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" || return 1
    echo -- || return 1
    if [ -n "$N_def" ]; then
        cat "$N_def"
    else
        printf '%s' "$L_def"
    fi
}

# Makes the draft the next record, durably, if the record it was made from is still the last. REC: its number.
commit() {
    cm_tmp=$R/tmp/$$.record
    print_record >"$cm_tmp" && durable "$cm_tmp" || return 1
    REC=$((L_rec + 1))
    link_at "$cm_tmp" "$I/r" "$REC" || { rm -f "$cm_tmp"; return 1; }
    rm -f "$cm_tmp"
    durable_name "$I/r" "$REC"
    SEEN=''
    load
    [ "$L_rec" = "$REC" ]
}

still() { # the record that allowed the effect is the last one
    last_in "$I/r"
    [ "$LAST" = "$REC" ]
}

trim() {
    set +f
    for tr in "$I"/r/*; do
        set -f
        [ "${tr##*/}" -gt $((L_rec - KEEP_RECORDS)) ] || rm -f "$tr"
    done
}

# ---------------------------------------------------------------- the instance

# Becomes one of the record's vectors, with one more word where there is one. Called in a subshell.
run_vector() { # in_session | exec_plainly, key, directory [word]
    cd "$3" 2>/dev/null || exit 126
    rv_how=$1 rv_key=$2 rv_word=${4-}
    set --
    while IFS= read -r rv; do
        case $rv in "$rv_key="*) set -- "$@" "${rv#*=}" ;; esac
    done <"$L_file"
    [ $# -gt 0 ] || exit 127
    [ -z "$rv_word" ] || set -- "$@" "$rv_word"
    umask 022
    unset LC_ALL
    "$rv_how" "$@"
}

exec_plainly() { exec "$@"; }

has_vector() { names_vector "$1" "$L_def"; }

names_vector() { # key, lines
    case $NL$2 in *"$NL$1="[!"$NL"]*) return 0 ;; esac
    return 1
}

# Where commands run: in the copy when it is a directory, else beside it.
place_of() {
    if [ -d "$1" ]; then PLACE=$1; else PLACE=${1%/*}; fi
    [ -d "$PLACE" ] || PLACE=/
}

# Ends session $2 after $1 seconds, unless it is told to stop waiting. Runs in the background.
watchdog() {
    wd=''
    trap '[ -z "$wd" ] || kill "$wd" 2>/dev/null; exit 0' TERM
    sleep "$1" &
    wd=$!
    wait "$wd"
    kill_session "$2"
}

# Awaits background process $2, at most $1 seconds. RC: its status, 137 when it was ended.
await() {
    watchdog "$1" "$2" </dev/null >/dev/null 2>&1 3<&- &
    aw=$!
    RC=0
    wait "$2" || RC=$?
    kill "$aw" 2>/dev/null
    wait "$aw" 2>/dev/null
    return 0
}

probe() { # key seconds directory: runs a read-only vector; RC
    run_vector in_session "$1" "$3" </dev/null >/dev/null 2>&1 3<&- &
    await "$2" $!
}

# RUN: what the instance's status says now.
status_now() {
    SEEN=yes
    if in_place; then
        RUN=UNKNOWN
        has_vector status || return 0
        place_of "$L_home"
        probe status "$STATUS_SECONDS" "$PLACE"
        case $RC in 0) RUN=RUNNING ;; 3) RUN=STOPPED ;; 137) HUNG=yes ;; esac
    elif exists "$AWAY"; then
        RUN=UNKNOWN
        has_vector status || return 0
        place_of "$AWAY"
        probe status "$STATUS_SECONDS" "$PLACE"
        RUN=STOPPED
        [ "$RC" != 0 ] || RUN=RUNNING
    else
        RUN=STOPPED
    fi
}

# Runs start, stop or a word of the platform as a member of this call, for the record REC. RC
effect() { # key seconds [word]
    SEEN=''
    true >"$I/err"
    in_session sh "$SELF" @do "$NAME" "$REC" "$ME" "$1" "${3-}" </dev/null >/dev/null 2>&1 3<&- &
    await "$2" $!
}

# Where a copy is more than a directory, its platform is told by a word what is to become of it.
platform() { # word [seconds]
    effect platform "${2:-$PLATFORM_SECONDS}" "$1"
    [ "$RC" = 0 ] && return
    message "$1 ended with $RC: $(tail -n 3 "$I/err" | tr '\n' ' ')"
    return 1
}

# The member's side: first known, then sure that the record is the last, only then the effect.
do_effect() { # name record tag key word
    instance "$1" || exit 1
    boot_id
    de_file=$I/m/$$-$2
    sweep "$de_file.done"
    { stamp && printf 'tag=%s\n' "$3"; } >"$R/tmp/$$.member" && mv -f "$R/tmp/$$.member" "$de_file" || exit 1
    REC=$2
    load
    de_rc=99
    if still && { [ "$4" = platform ] || in_place; }; then
        place_of "$L_home"
        de_rc=0
        (run_vector exec_plainly "$4" "$PLACE" "$5") </dev/null >/dev/null 2>>"$I/err" || de_rc=$?
    fi
    # From here on what the command left running is the instance's own.
    true >"$de_file.done"
    # In this order.
    rm -f "$de_file" "$de_file.done"
    exit "$de_rc"
}

reap_members() { # every starter and stopper that is not this call's
    set +f
    for rm_file in "$I"/m/*; do
        set -f
        case $rm_file in *.done | *'*') continue ;; esac
        read_process "$rm_file" && [ "$P_tag" = "$ME" ] && continue
        # What its supervisor is starting must run under RELEASED: only another state is a reason to end it.
        [ "$L_state" = RELEASED ] && supervised "$rm_file" && continue
        reap "$rm_file" || return 1
    done
}

supervised() { # member file: a start command of the living supervisor has not returned
    [ ! -e "$1.done" ] && read_process "$1" && alive "$P_pid" "$P_born" "$P_boot" || return 1
    su_tag=$P_tag
    last_in "$I/w"
    [ "$su_tag" = "w$LAST" ] && read_process "$I/w/$LAST" && alive "$P_pid" "$P_born" "$P_boot"
}

starting() {
    set +f
    for st_file in "$I"/m/*; do
        set -f
        case $st_file in *.done | *'*') continue ;; esac
        supervised "$st_file" && return 0
    done
    return 1
}

wait_for() { # state seconds; while the record stands
    uptime_now
    wf_end=$((UP + $2 * 100))
    while :; do
        status_now
        [ "$RUN" != "$1" ] || return 0
        still || return 1
        uptime_now
        [ "$UP" -lt "$wf_end" ] || return 1
        nap
    done
}

move_copy() { # from to
    SEEN=''
    mc_from=${1%/*} mc_to=${2%/*}
    exists "$1" || { message "there is no copy at $1"; return 1; }
    exists "$2" && { message "something is at $2 already"; return 1; }
    same_file_system "${mc_from:-/}" "${mc_to:-/}" \
        || { message "$1 and $2 are not on one mounted file system"; return 1; }
    still || { message 'a newer record came first'; return 1; }
    mv -- "$1" "$2" 2>"$I/err" || { message "cannot rename $1: $(tail -n 1 "$I/err")"; return 1; }
    durable "${mc_from:-/}" "${mc_to:-/}"
}

# The copy leaves its place, or comes into it.
leave_place() { if has_vector platform; then platform park; else move_copy "$L_home" "$AWAY"; fi; }
take_place() { if has_vector platform; then platform place; else move_copy "$AWAY" "$L_home"; fi; }

# Whether a step of the platform was cut short: the copy is neither here nor there, and the same step goes on.
between() { has_vector platform && ! in_place && ! exists "$AWAY"; }

delete_copy() {
    if exists "$AWAY"; then
        mkdir -p "$R/trash/$NAME" && still && mv -- "$AWAY" "$R/trash/$NAME/$$" || return 1
        durable "$R/away" "$R/trash/$NAME"
    fi
}

# What a platform has made of an arriving copy besides: a domain that waits to go on.
scrap() { ! has_vector platform || platform scrap; }

empty_trash() { rm -rf -- "$R/trash/$NAME" 2>"$I/err"; }

# ---------------------------------------------------------------- answers

MESSAGE=''
message() { MESSAGE=$1; }

facts() { # FACTS
    # A status that hung in this call would hang again; one that was the last thing that happened need not be asked again.
    if [ "$HUNG" = yes ]; then RUN=UNKNOWN; elif [ "$SEEN" != yes ]; then status_now; fi
    fa_receivers=0 fa_epoch=$L_epoch
    set +f
    for fa in "$I"/c/*; do
        set -f
        case $fa in *.done) continue ;; esac
        read_process "$fa" || continue
        [ "$P_epoch" -le "$fa_epoch" ] || fa_epoch=$P_epoch
        case $P_verb in
            receive*) ! alive "$P_pid" "$P_born" "$P_boot" || fa_receivers=$((fa_receivers + 1)) ;;
        esac
    done
    fa_left=''
    if [ "$L_state" = QUIESCED ]; then
        uptime_now
        fa_left=$(((L_deadline - UP) * 10))
        [ "$fa_left" -gt 0 ] && [ "$L_qboot" = "$BOOT" ] || fa_left=0
    fi
    fa_rebooted=no
    [ -z "$L_qboot" ] || [ "$L_qboot" = "$BOOT" ] || fa_rebooted=yes
    fa_place=no fa_away=no fa_autostart=no
    ! in_place || fa_place=yes
    ! exists "$AWAY" || fa_away=yes
    [ "$L_autostart" != 1 ] || fa_autostart=yes
    # Where it may be stopped: the last number that is used up.
    fa_n=$L_n
    case $L_state in
        OPEN | RELEASED | ACTIVATING | ACTIVE) [ "$L_q" -le "$L_n" ] || fa_n=$L_q ;;
    esac
    FACTS="state=$L_state${NL}record=$L_rec${NL}n=$fa_n${NL}attempt=$L_attempt${NL}epoch=$fa_epoch${NL}owner=$L_owner
running=$RUN${NL}receivers=$fa_receivers${NL}timerleft=$fa_left${NL}digest=$L_digest
bootchanged=$fa_rebooted${NL}inplace=$fa_place${NL}away=$fa_away${NL}autostart=$fa_autostart"
}

finish() { # ok | refused REASON
    if [ "$ANNOUNCED" = yes ]; then
        # From here on it has no effects: who expires the timer need not end it, and its answer arrives.
        true >"$I/c/$SEAT.done"
        load
        keep_watch
    fi
    sweep "$R/tmp/$$.record" "$R/tmp/$$.def" "$R/tmp/$$.call" "$R/tmp/$$.keys" "$R/tmp/$$.parked"
    FACTS=''
    if [ -n "$NAME" ]; then
        load
        facts
    fi
    # The peer of a granted key talks another language on standard output.
    [ "$verb" != receive-ssh ] || exec >&2
    echo 'evac-guard 1'
    [ -z "$FACTS" ] || printf '%s\n' "$FACTS"
    [ -z "${EXTRA-}" ] || printf '%s\n' "$EXTRA"
    [ -z "$MESSAGE" ] || printf 'message=%s\n' "$(clean "$MESSAGE")"
    [ "$1" = ok ] || printf 'reason=%s\n' "$2"
    printf 'end=%s\n' "$1"
    [ "$1" = ok ] && exit 0
    exit 10
}

refuse() { # REASON message
    message "$2"
    finish refused "$1"
}

refuse_state() { refuse STATE "$verb is not possible in state $L_state${1:+ ($1)}"; }

# ---------------------------------------------------------------- calls: one at a time, the newest wins

ANNOUNCED=no NAME='' ME='' HUNG=no SEEN='' SAME='' FLUSH=''
A_owner='' A_epoch=0 A_attempt=0 A_call=0 A_n=0 A_budget=0 A_over=0 A_sockets='' A_digest='' A_start=1 A_timeout=$STATUS_SECONDS
A_home='' A_autostart=0 A_stoptimeout=60 A_from='' A_expires=0 A_keys='' A_login='' A_kind='' A_rclocal=/etc/rc.local A_def='' A_word='' A_place=''

parse() {
    A_def=$R/tmp/$$.def A_lines=''
    sweep "$A_def"
    pa_rest=''
    for pa in "$@"; do
        case $pa in *"$NL"*) refuse HOST 'an argument holds a line break' ;; esac
        pa_value=${pa#*=}
        case $pa in
            owner=*)
                case $pa_value in '' | *[!A-Za-z0-9._/+@-]*) refuse HOST 'not an owner' ;; esac
                A_owner=$pa_value
                ;;
            epoch=* | attempt=* | call=* | n=* | budget=* | stoptimeout=* | timeout=* | expires=*)
                number "$pa_value" || refuse HOST "not a number: $pa"
                case $pa in
                    epoch=*) A_epoch=$pa_value ;;
                    attempt=*) A_attempt=$pa_value ;;
                    call=*) A_call=$pa_value ;;
                    n=*) A_n=$pa_value ;;
                    budget=*) A_budget=$pa_value ;;
                    stoptimeout=*) A_stoptimeout=$pa_value ;;
                    timeout=*) A_timeout=$pa_value ;;
                    expires=*) A_expires=$pa_value ;;
                esac
                ;;
            digest=*)
                case $pa_value in '' | *[!A-Za-z0-9._:+/=-]*) refuse HOST 'not a digest' ;; esac
                A_digest=$pa_value
                ;;
            begin=0 | begin=1) A_start=$pa_value ;;
            over=0 | over=1) A_over=$pa_value ;;
            socket=*)
                case $pa_value in '' | /*[!A-Za-z0-9/._:+-]* | [!/]*) refuse HOST 'not a socket' ;; esac
                # sshd takes the path for a host, with any port.
                A_sockets=$A_sockets'permitopen="['$pa_value']:*",'
                ;;
            autostart=0 | autostart=1) A_autostart=$pa_value ;;
            home=*) A_home=$pa_value ;;
            place=*) A_place=$pa_value ;;
            from=*) A_from=$pa_value ;;
            authorizedkeys=*) A_keys=$pa_value ;;
            login=*)
                case $pa_value in '' | [!A-Za-z_]* | *[!A-Za-z0-9_-]*) refuse HOST 'not a login' ;; esac
                A_login=$pa_value
                ;;
            original=*) SSH_ORIGINAL_COMMAND=$pa_value ;;
            kind=*) A_kind=$pa_value ;;
            rclocal=*) A_rclocal=$pa_value ;;
            start=* | stop=* | status=* | health=* | platform=* | tar=*) pa_rest=yes ;;
            word=*)
                case $pa_value in '' | *[!a-z0-9-]*) refuse HOST 'not a word of the platform' ;; esac
                A_word=$pa_value
                ;;
            *) refuse HOST "not an argument of the guard: $pa" ;;
        esac
    done
    [ -z "$pa_rest$A_home" ] || write_definition "$@"
}

write_definition() {
    [ -z "$A_home" ] || A_lines="home=$A_home${NL}autostart=$A_autostart${NL}stoptimeout=$A_stoptimeout$NL"
    for wr in "$@"; do
        case $wr in start=* | stop=* | status=* | health=* | platform=* | tar=*) A_lines=$A_lines$wr$NL ;; esac
    done
    printf '%s' "$A_lines" >"$A_def" || refuse HOST 'cannot write below the guard root'
}

check_definition() {
    case $A_home in
        /*/../* | */.. | */. | */ | "$R"/* | "$R" | *//* | [!/]* | '') refuse HOST "not a usable home: $A_home" ;;
    esac
    case $R/ in "$A_home"/*) refuse HOST "the guard root is inside $A_home" ;; esac
    [ -d "${A_home%/*}/" ] || names_vector platform "$A_lines" || refuse HOST "the directory of $A_home is not there"
    for cd_key in start stop status; do
        names_vector "$cd_key" "$A_lines" || refuse HOST "the definition has no $cd_key command"
    done
    names_vector platform "$A_lines" || same_file_system "${A_home%/*}/" "$R/away" \
        || refuse HOST "$A_home and $R are not on one mounted file system"
}

directories() {
    { [ -d "$R/tmp" ] && [ -d "$R/away" ] && [ -d "$R/i" ]; } || mkdir -p "$R/tmp" "$R/away" "$R/i" 2>/dev/null \
        || refuse HOST "cannot write below $R"
    [ -w "$R/tmp" ] || refuse HOST "cannot write below $R"
    [ -z "$NAME" ] || [ -d "$I/w" ] || mkdir -p "$I/r" "$I/c" "$I/m" "$I/t" "$I/w" 2>/dev/null || refuse HOST "cannot write below $I"
}

deny() {
    D_reason=$1
    message "$2"
    return 1
}

# Whether this call may be announced after the newest announcement, $1, and under the last record. Kills nothing.
may_call() {
    load
    if [ "$A_epoch" -lt "$L_epoch" ]; then
        deny STALE "epoch $A_epoch is older than $L_epoch" || return 1
    fi
    if [ "$A_epoch" = "$L_epoch" ] && [ -n "$L_owner" ] && [ "$A_owner" != "$L_owner" ]; then
        deny FOREIGN "epoch $A_epoch belongs to $L_owner" || return 1
    fi
    # The run that opened or reserved an instance has it until it gives it back. A parked copy may become the base of
    # another run's way home; within an installation its database keeps runs apart before their cutovers.
    if [ -n "$L_owner" ] && [ "$A_owner" != "$L_owner" ]; then
        case $verb:$L_state in
            *:ABSENT | reserve:FENCED) ;;
            *:OPEN)
                [ "${A_owner%%/*}" = "${L_owner%%/*}" ] || deny CONFLICT "in the hands of $L_owner" || return 1
                ;;
            *) deny CONFLICT "in flight ($L_state) under $L_owner" || return 1 ;;
        esac
    fi
    read_process "$1" || return 0
    [ "$A_epoch" -le "$P_epoch" ] || return 0
    if [ "$A_epoch" = "$P_epoch" ] && [ "$A_owner" != "$P_owner" ]; then
        deny FOREIGN "epoch $A_epoch belongs to $P_owner" || return 1
    fi
    if [ "$A_epoch" = "$P_epoch" ]; then
        [ "$A_attempt" -le "$P_attempt" ] || return 0
        if [ "$A_attempt" = "$P_attempt" ]; then
            [ "$A_call" -le "$P_call" ] || return 0
            # One grant serves every connection of its transfer.
            case $A_call:$verb:$P_verb in
                "$P_call":receive-ssh:grant | "$P_call":receive-ssh:receive-ssh) return 0 ;;
            esac
        fi
    fi
    deny STALE "a newer call was seen: epoch $P_epoch, attempt $P_attempt, call $P_call"
}

announce() {
    [ "$A_epoch" -gt 0 ] && [ "$A_attempt" -gt 0 ] && [ "$A_call" -gt 0 ] && [ -n "$A_owner" ] \
        || refuse HOST 'the ticket is not complete'
    {
        stamp \
            && printf 'verb=%s\nowner=%s\nepoch=%s\nattempt=%s\ncall=%s\n' "$verb" "$A_owner" "$A_epoch" "$A_attempt" "$A_call"
    } >"$R/tmp/$$.call" || refuse HOST "cannot write below $R"
    D_reason=HOST
    message 'cannot announce the call'
    take_seat "$R/tmp/$$.call" "$I/c" may_call || finish refused "$D_reason"
    rm -f "$R/tmp/$$.call"
    message ''
    ANNOUNCED=yes ME=c$SEAT
    reap_below "$I/c" "$SEAT" || refuse HOST 'an older call does not die'
    load
    reap_members || refuse HOST 'a starter of an older call does not die'
    REC=$L_rec
}

commit_or_refuse() {
    commit || refuse STATE 'another record came first, or it could not be written'
    reap_members || refuse HOST 'a starter of the record before does not die'
}

# ---------------------------------------------------------------- timer and supervisor

spawn() { # verb arguments...: in its own session, with nothing of the caller's open. SPAWNED
    in_session sh "$SELF" "$@" </dev/null >/dev/null 2>&1 3<&- &
    SPAWNED=$!
}

timer_alive() { # n
    set +f
    for ta in "$I"/t/*; do
        set -f
        read_process "$ta" || continue
        if alive "$P_pid" "$P_born" "$P_boot"; then
            [ "$P_n" != "$1" ] || return 0
        else
            rm -f "$ta"
        fi
    done
    return 1
}

ensure_timer() { # n record deadline
    timer_alive "$1" && return 0
    spawn @timer "$NAME" "$1" "$2" "$3"
    et_pid=$SPAWNED
    uptime_now
    et_end=$((UP + 1000))
    while ! timer_alive "$1"; do
        uptime_now
        kill -0 "$et_pid" 2>/dev/null && [ "$UP" -lt "$et_end" ] || return 1
        nap
    done
}

watch_alive() {
    last_in "$I/w"
    read_process "$I/w/$LAST" && [ "$P_n" = "$L_q" ] && alive "$P_pid" "$P_born" "$P_boot"
}

# What must be alive after every call and after boot: the timer of QUIESCED, the supervisor of RELEASED.
keep_watch() {
    case $L_state in
        QUIESCED)
            if [ "$L_qboot" = "$BOOT" ]; then
                ensure_timer "$L_q" "$L_rec" "$L_deadline"
            elif ! watch_alive; then
                spawn @watch "$NAME" "$L_q"
            fi
            ;;
        RELEASED) [ "$L_was" = stopped ] || watch_alive || spawn @watch "$NAME" "$L_q" ;;
        # A supervisor of a version that does not know late stops ends with the giveback.
        OPEN) ! stops_late || { watch_alive && [ "$P_late" = yes ]; } || spawn @watch "$NAME" "$L_q" ;;
    esac
}

# Given back while a shutdown may still be under way, for a while.
stops_late() {
    [ -e "$I/unstopped" ] && [ "$L_deadline" -gt 0 ] && [ "$L_qboot" = "$BOOT" ] || return 1
    uptime_now
    [ "$UP" -lt "$L_deadline" ]
}

# Sleeps until the deadline of QUIESCED(n), then expires it. The record's deadline counts, not the caller's.
do_timer() { # name n record deadline
    instance "$1" || exit 1
    boot_id
    dt_file=$I/t/$$
    { stamp && printf 'n=%s\n' "$2"; } >"$R/tmp/$$.timer" && mv -f "$R/tmp/$$.timer" "$dt_file" || exit 1
    while :; do
        load
        uptime_now
        if [ "$L_state" = QUIESCED ] && [ "$L_q" = "$2" ]; then
            # Whoever had to see it stopped may be dead.
            if [ "$L_over" -gt 0 ] && seen_handed_over; then continue; fi
            dt_left=$((L_deadline - UP))
            [ "$dt_left" -gt 0 ] || break
        elif [ "$L_rec" -lt "$3" ] && [ "$UP" -lt "$4" ]; then
            dt_left=20
        else
            # Whoever links the record now looks for this file after that; so look for the record after this.
            rm -f "$dt_file"
            load
            [ "$L_state" = QUIESCED ] && [ "$L_q" = "$2" ] && exec sh "$SELF" @timer "$@"
            exit 0
        fi
        [ "$dt_left" -lt 500 ] || dt_left=500
        sleep_for "$dt_left"
    done
    rm -f "$dt_file"
    do_watch "$1" "$2"
}

# Expires QUIESCED(n) when it is due, and supervises RELEASED(n) until a newer record appears. With n = 0, the boot
# hook's part: brings up what its record says should run, once.
do_watch() { # name n
    instance "$1" || exit 1
    boot_id
    verb=expire
    [ "$2" != 0 ] || verb=boot
    { stamp && printf 'n=%s\nlate=yes\n' "$2"; } >"$R/tmp/$$.watch" || exit 1
    take_seat "$R/tmp/$$.watch" "$I/w" no_veto || exit 1
    rm -f "$R/tmp/$$.watch"
    ME=w$SEAT
    # First what a dead predecessor was starting, then a look: it might come up behind a look that said stopped.
    reap_below "$I/w" "$SEAT"
    reap_watchers
    dw_tries=0 dw_rounds=0 dw_waits=0 dw_late=no dw_stays=no
    while [ "$2" != 0 ] || [ $((dw_rounds += 1)) -le 60 ]; do
        load
        REC=$L_rec
        case $L_state:$2 in
            QUIESCED:"$L_q") expire || { nap && continue; } ;;
            RELEASED:"$L_q")
                [ "$L_was" != stopped ] || break
                [ "$dw_stays" = yes ] || { stay && dw_stays=yes; }
                ;;
            # What was given back to a platform is started by that, or not, as people have told it since.
            OPEN:0) [ "$L_autostart" = 1 ] && { [ -n "$L_owner" ] || ! has_vector platform; } || break ;;
            OPEN:"$L_q") stops_late || break ;;
            ACTIVATING:0 | ACTIVE:0)
                [ "$L_was" != stopped ] || break
                in_place || take_place
                ;;
            *) break ;;
        esac
        status_now
        dw_pause=200
        if [ "$RUN" = RUNNING ]; then
            # Once: the shutdown that was asked for is over. A later stop is somebody else's.
            [ "$dw_late" = no ] || { sweep "$I/unstopped"; break; }
            [ "$2" != 0 ] || break
            dw_tries=0
        elif [ "$RUN" = STOPPED ] && in_place && reap_watchers; then
            if [ "$L_state" = OPEN ]; then
                [ "$2" = 0 ] || dw_late=yes
            else
                sweep "$I/unstopped"
            fi
            effect start "$START_SECONDS"
            [ "$dw_tries" -ge 20 ] || dw_tries=$((dw_tries + 1))
            [ "$RC" = 0 ] && [ "$dw_tries" -lt 3 ] || dw_pause=$((dw_tries * 50 + 50))
        elif has_vector platform && [ "$dw_waits" -lt "$PLATFORM_WAITS" ]; then
            # The platform's own daemon comes up late: without it nothing can be looked at or started.
            dw_waits=$((dw_waits + 1)) dw_rounds=$((dw_rounds - 1))
        fi
        sleep_for "$dw_pause"
    done
    true >"$I/w/$SEAT.done"
    exit 0
}

# A watcher that died may have left its starter behind.
reap_watchers() {
    set +f
    for rw in "$I"/m/*; do
        set -f
        case $rw in *.done | *'*') continue ;; esac
        read_process "$rw" || continue
        case $P_tag in
            "$ME") ;;
            w*) reap "$rw" || return 1 ;;
        esac
    done
}

# QUIESCED(n) becomes RELEASED(n); running calls of the time before die with it.
expire() {
    uptime_now
    if [ "$L_qboot" = "$BOOT" ] && [ "$L_deadline" -gt "$UP" ]; then
        ensure_timer "$L_q" "$L_rec" "$L_deadline"
        true >"$I/w/$SEAT.done"
        exit 0
    fi
    draft RELEASED
    commit || return 1
    last_in "$I/c"
    reap_calls "$LAST" && reap_members
}

reap_calls() { # up to number; the newest announcement stays as the mark of what was seen
    set +f
    for rc_file in "$I"/c/*; do
        set -f
        rc_number=${rc_file##*/}
        case $rc_number in '' | *[!0-9]*) continue ;; esac
        [ "$rc_number" -gt "$1" ] || end_process "$rc_file" || return 1
    done
}

# ---------------------------------------------------------------- verbs

take_over() {
    draft "$L_state"
    N_over=$L_over
    [ "$L_rec" = 0 ] || N_attempt=$L_attempt
    # What was given back stays nobody's.
    [ "$L_state" != OPEN ] || [ -n "$L_owner" ] || N_owner=''
}

v_adopt() {
    if [ "$L_epoch" != "$A_epoch" ] || [ "$L_rec" = 0 ]; then
        take_over
        # The timer of a hand-over may note in the same moment that it has stopped.
        commit || { [ "$L_over" -gt 0 ] && load && take_over && commit; } \
            || refuse STATE 'another record came first, or it could not be written'
        reap_members || refuse HOST 'a starter of the record before does not die'
    fi
    # A fence that lost its rename gets it now. What people have put back since stays as it is: the facts say so.
    if [ "$L_state" = FENCED ]; then
        if may_park; then park; else message "$PUT_BACK"; fi
    fi
    if [ "$L_over" -gt 0 ]; then
        status_now
        handed_over
    fi
    finish ok
}

v_open() {
    if as_it_is OPEN && [ "$L_owner" = "$A_owner" ] && [ "$L_home" = "$A_home" ] && in_place && ! exists "$AWAY"; then
        hold || refuse HOST "$MESSAGE"
        finish ok
    fi
    check_definition
    case $L_state in
        OPEN | ABSENT) ;;
        RELEASED | ACTIVATING | ACTIVE) finish ok ;;
        *) refuse_state ;;
    esac
    exists "$A_home" || refuse STATE "there is no instance at $A_home"
    ! exists "$AWAY" || refuse CONFLICT "a copy is parked at $AWAY"
    if ! as_it_is OPEN || [ "$L_owner" != "$A_owner" ]; then
        draft OPEN
        N_def=$A_def N_was='' N_digest='' N_complete=0
        stops_late || N_qboot='' N_deadline=0
        commit_or_refuse
    fi
    hold || refuse HOST "$MESSAGE"
    finish ok
}

# From open to giveback only the boot hook starts it, from the record: the platform does not.
hold() { ! has_vector platform || platform hold; }

# Who was about to be handed over stays: it may be paused for it, which is no stop that a start would mend.
stay() { ! has_vector platform || platform stay; }

# The platform's own autostart is as wished again.
let_go() {
    has_vector platform || return 0
    if [ "$L_autostart" = 1 ]; then platform autostart; else platform hold; fi
}

# A word of the driver's to its platform, for a run that has the instance in its hands.
v_step() {
    [ -n "$A_word" ] && has_vector platform || refuse HOST 'step needs a word, and a platform'
    [ "$L_owner" = "$A_owner" ] || refuse_state 'in nobody'"'"'s hands'
    case $L_state in
        OPEN | QUIESCED | RELEASED | ACTIVATING | ACTIVE | RECEIVING) ;;
        *) refuse_state ;;
    esac
    platform "$A_word" "$A_timeout" || refuse HOST "$MESSAGE"
    finish ok
}

# The last record says this already, under this epoch and with this definition.
as_it_is() { # state
    [ "$L_rec" -gt 0 ] && [ "$L_state" = "$1" ] && [ "$L_epoch" = "$A_epoch" ] && [ "$L_def" = "$A_lines" ]
}

v_reserve() {
    check_definition
    rs_complete=0
    case $L_state in
        RECEIVING)
            rs_complete=$L_complete
            if [ "$L_attempt" = "$A_attempt" ] && as_it_is RECEIVING; then
                has_directory "$AWAY" || refuse HOST "cannot make $AWAY"
                finish ok
            fi
            ;;
        FENCED)
            park_again
            ! exists "$AWAY" || rs_complete=1
            ;;
        REVOKED | SEALED) rs_complete=$L_complete ;;
        ABSENT) ;;
        OPEN) ! in_place || refuse CONFLICT "an instance is in place at $L_home" ;;
        *) refuse_state ;;
    esac
    ! exists "$A_home" || refuse CONFLICT "an instance is in place at $A_home"
    case $L_state in
        OPEN | ABSENT) ! exists "$AWAY" || refuse CONFLICT "a copy that no record knows is at $AWAY" ;;
    esac
    draft RECEIVING
    N_def=$A_def N_was='' N_digest='' N_qboot='' N_complete=$rs_complete
    commit_or_refuse
    sweep "$I/parked"
    exists "$AWAY" || mkdir -p "$AWAY" || refuse HOST "cannot make $AWAY"
    finish ok
}

v_quiesce() {
    case $L_state in
        QUIESCED) [ "$L_q" = "$A_n" ] || refuse_state "under timer $L_q" ;;
        OPEN | RELEASED | ACTIVATING | ACTIVE)
            [ "$A_n" -gt "$L_q" ] || refuse_state "timer $L_q is used up"
            [ "$A_budget" -gt 0 ] || refuse HOST 'the timer needs a budget'
            has_vector stop || refuse STATE 'the instance is not under the guard'
            if [ "$L_state" = ACTIVATING ] && ! in_place; then
                take_place || refuse HOST "$MESSAGE"
            fi
            in_place || refuse STATE 'the instance is not in place'
            status_now
            qu_from=$L_state
            draft QUIESCED
            case $L_state:$L_was:$RUN in
                OPEN:*:STOPPED | *:stopped:STOPPED)
                    N_was=stopped
                    # Down by a shutdown that was asked for and undone: its supervisor was about to start it again.
                    [ "$L_state" != OPEN ] || ! stops_late || N_was=running
                    ;;
                *) N_was=running ;;
            esac
            uptime_now
            N_n=$A_n N_q=$A_n N_qboot=$BOOT N_deadline=$((UP + A_budget / 10)) N_digest=''
            # Who hands over runs on during its stop: its budget begins when it has stopped.
            [ "$A_over" = 0 ] || N_over=$((A_budget / 10)) N_deadline=$((N_deadline + L_stoptimeout * 100))
            ensure_timer "$A_n" $((L_rec + 1)) "$N_deadline" || refuse HOST 'the timer could not be started'
            commit_or_refuse
            ensure_timer "$A_n" "$L_rec" "$L_deadline" || refuse HOST 'the timer could not be started'
            # A giveback that was cut short has left the platform's autostart on.
            [ "$qu_from" = OPEN ] || hold || message "$MESSAGE"
            ;;
        *) refuse_state ;;
    esac
    status_now
    if [ "$RUN" != STOPPED ] && still; then
        uptime_now
        qu_end=$((UP + L_stoptimeout * 100))
        : >"$I/unstopped"
        effect stop "$L_stoptimeout"
        [ "$RC" = 0 ] || message "stop ended with $RC: $(tail -n 3 "$I/err" | tr '\n' ' ')"
        uptime_now
        # Who could not be handed over runs on.
        [ "$RC" = 0 ] || [ "$L_over" = 0 ] || qu_end=$UP
        wait_for STOPPED $(((qu_end - UP) / 100))
    fi
    [ "$RUN" != STOPPED ] || sweep "$I/unstopped"
    handed_over
    finish ok
}

# What has run on under its timer and is seen stopped has its downtime budget from now on.
handed_over() {
    [ "$L_state" = QUIESCED ] && [ "$L_over" -gt 0 ] && [ "$RUN" = STOPPED ] && still || return 0
    draft_over
    # Its timer may have seen it in the same moment.
    commit || { load && [ "$L_state" = QUIESCED ] && [ "$L_over" = 0 ]; } || refuse STATE 'another record came first'
    REC=$L_rec
}

draft_over() {
    uptime_now
    ho_deadline=$((UP + L_over))
    draft QUIESCED
    N_attempt=$L_attempt
    [ "$N_deadline" -lt "$ho_deadline" ] || N_deadline=$ho_deadline
}

# The timer's part of it; others may be faster.
seen_handed_over() {
    status_now
    [ "$RUN" = STOPPED ] || return 1
    verb=timer
    draft_over
    commit
}

v_release() {
    case $L_state in
        QUIESCED)
            [ "$L_q" = "$A_n" ] || refuse_state "under timer $L_q"
            draft RELEASED
            commit_or_refuse
            ;;
        RELEASED) [ "$L_q" = "$A_n" ] || refuse_state "timer $L_q" ;;
        *) refuse_state ;;
    esac
    await_released
    finish ok
}

await_released() {
    [ "$L_was" != stopped ] || return 0
    stay || message "$MESSAGE"
    keep_watch
    wait_for RUNNING "$RUN_SECONDS" || message "not running yet: $(tail -n 3 "$I/err" 2>/dev/null | tr '\n' ' ')"
    [ "$RUN" = RUNNING ]
}

# Once it is given back nobody starts it again: a start command that goes on may still fail, and its session would end
# with the supervisor's record.
await_started() {
    [ "$L_was" != stopped ] || return 0
    uptime_now
    as_end=$((UP + START_SECONDS * 100))
    while starting; do
        uptime_now
        [ "$UP" -lt "$as_end" ] && still || { message 'its start command has not returned'; return 1; }
        nap
    done
    seen_running
}

seen_running() {
    status_now
    [ "$RUN" = RUNNING ]
}

v_giveback() {
    case $L_state in
        OPEN) [ -n "$L_owner" ] || finish ok ;;
        # A host that has just booted may not have it up yet: who activates it goes on, and nobody does once it is given back.
        ACTIVE) [ "$L_was" = stopped ] || seen_running || refuse STATE "the instance does not run: $RUN" ;;
        RELEASED) await_released && await_started || refuse STATE "the instance is not up yet; its supervisor goes on. $MESSAGE" ;;
        *) refuse_state ;;
    esac
    gb_from=$L_state
    # Before the record: a boot in between finds what is to run in the hands of both, which start it once.
    let_go || refuse HOST "$MESSAGE"
    draft OPEN
    N_owner='' N_was='' N_digest='' N_complete=0
    # What was asked to stop, did not, and runs again may still go down: its supervisor stays for a while, whoever opens
    # it and gives it back meanwhile.
    if [ "$gb_from" = RELEASED ] && [ -e "$I/unstopped" ]; then
        uptime_now
        N_qboot=$BOOT N_deadline=$((UP + LATE_STOP * 100))
    elif [ "$gb_from" != OPEN ] || ! stops_late; then
        N_qboot='' N_deadline=0
    fi
    commit_or_refuse
    trim
    finish ok
}

v_seal() {
    [ -n "$A_digest" ] || refuse HOST 'seal needs a digest'
    if [ "$L_state" = SEALED ] && [ "$L_n" = "$A_n" ] && [ "$L_digest" = "$A_digest" ] && [ "$L_attempt" = "$A_attempt" ]; then
        finish ok
    fi
    [ "$L_state" = RECEIVING ] || refuse_state
    [ "$L_attempt" = "$A_attempt" ] || refuse_state "attempt $L_attempt"
    exists "$AWAY" || refuse STATE "there is no copy at $AWAY"
    draft SEALED
    N_n=$A_n N_digest=$A_digest N_complete=1
    commit_or_refuse
    finish ok
}

v_revoke() {
    case $L_state in
        ABSENT) finish ok ;;
        REVOKED) ;;
        RECEIVING | SEALED)
            draft REVOKED
            N_digest=''
            commit_or_refuse
            ;;
        *) refuse_state ;;
    esac
    # It cannot be activated any more: what is left of it keeps nobody from starting the source again.
    scrap || message "$MESSAGE"
    finish ok
}

# FENCED: the copy leaves its place, so that nothing can start it by its name. The mark says that it has left: what
# stands there later under the same fence was put there by people. No fence fails for the mark: adopt makes up for it.
park() {
    if in_place || between; then leave_place || refuse HOST "$MESSAGE"; fi
    was_parked && return
    printf '%s\n' "$L_q" >"$R/tmp/$$.parked" && mv -f "$R/tmp/$$.parked" "$I/parked" \
        && durable "$I/parked" "$I" || message "cannot write $I/parked"
}

# Whether the copy has left its place since the last fence; its timer tells that one from earlier ones.
was_parked() {
    wp=''
    { read -r wp <"$I/parked"; } 2>/dev/null
    [ "$wp" = "$L_q" ]
}

# Whether what a record calls FENCED is parked, or can be: a fence that lost its rename left it in place, stopped. What
# may be running, or was put back by people, never loses its place because of a record: its writes are the newest.
may_park() {
    in_place || return 0
    status_now
    PUT_BACK="fenced, but in place at $L_home ($RUN): somebody put it back"
    [ "$RUN" = STOPPED ] && ! exists "$AWAY" && ! was_parked
}

park_again() {
    may_park || refuse CONFLICT "$PUT_BACK"
    park
}

v_fence() {
    case $L_state in
        FENCED)
            [ "$L_q" = "$A_n" ] || refuse_state "timer $L_q"
            park_again
            ;;
        QUIESCED)
            [ "$L_q" = "$A_n" ] || refuse_state "timer $L_q"
            [ "$L_qboot" = "$BOOT" ] || refuse REBOOTED 'the host has booted since QUIESCE'
            uptime_now
            [ "$L_deadline" -gt "$UP" ] || refuse_state 'its time is up'
            ! exists "$AWAY" || refuse CONFLICT "something is at $AWAY already"
            status_now
            [ "$RUN" = STOPPED ] || refuse RUNNING "the instance is not stopped: $RUN"
            draft FENCED
            N_complete=1
            commit_or_refuse
            park
            ;;
        *) refuse_state ;;
    esac
    finish ok
}

v_activate() {
    case $L_state in
        SEALED)
            [ "$L_n" = "$A_n" ] || refuse_state "sealed for $L_n"
            [ "$L_attempt" = "$A_attempt" ] || refuse_state "attempt $L_attempt"
            ;;
        ACTIVATING | ACTIVE) [ "$L_n" = "$A_n" ] || refuse_state "sealed for $L_n" ;;
        *) refuse_state ;;
    esac
    bring_up SEALED
}

v_unfence() {
    case $L_state in
        FENCED | ACTIVATING | ACTIVE) ;;
        *) refuse_state ;;
    esac
    bring_up FENCED
}

bring_up() { # the state before
    if [ "$L_state" = "$1" ]; then
        # A fence that was cut short within its platform's park.
        if [ "$1" = FENCED ] && between; then leave_place || refuse HOST "$MESSAGE"; fi
        if [ "$1" = SEALED ] || exists "$AWAY"; then
            exists "$AWAY" || refuse STATE "there is no copy at $AWAY"
            ! in_place || refuse CONFLICT "something is at $L_home already"
        fi
        has_vector platform || same_file_system "$R/away" "${L_home%/*}/" \
            || refuse HOST "$L_home and $R are not on one mounted file system"
        to_activating
    elif [ "$L_state" = ACTIVE ]; then
        if [ "$A_start" = 0 ]; then
            [ "$L_was" = stopped ] || to_active
            finish ok
        fi
        status_now
        [ "$RUN" = STOPPED ] || finish ok
        to_activating
    fi
    if exists "$AWAY" || between; then
        ! in_place || refuse CONFLICT "something is at $L_home already"
        take_place || refuse HOST "$MESSAGE"
    fi
    in_place || refuse HOST "there is no copy at $L_home"
    if [ "$A_start" = 1 ]; then
        start_up || finish ok
    fi
    to_active
    finish ok
}

to_active() {
    draft ACTIVE
    # It is not to run, whatever was meant before.
    [ "$A_start" = 1 ] || N_was=stopped
    commit_or_refuse
}

to_activating() {
    draft ACTIVATING
    N_was=stopped
    [ "$A_start" = 0 ] || N_was=running
    commit_or_refuse
    sweep "$I/parked"
}

start_up() {
    status_now
    [ "$RUN" != RUNNING ] || return 0
    RC=0
    if [ "$RUN" = STOPPED ]; then
        effect start "$START_SECONDS"
        if [ "$RC" != 0 ]; then
            message "start ended with $RC: $(tail -n 3 "$I/err" | tr '\n' ' ')"
            status_now
            [ "$RUN" = RUNNING ]
            return
        fi
    fi
    wait_for RUNNING "$RUN_SECONDS" && return 0
    message "not seen running after its start: $RUN. $(tail -n 3 "$I/err" | tr '\n' ' ')"
    return 1
}

v_finish() {
    case $L_state in
        ABSENT) ;;
        FENCED | FINALIZING | RECEIVING | REVOKED)
            if [ "$L_state" != FINALIZING ]; then
                # Never parked and deleted in one call: what is in place is looked at by adopt, and by people.
                ! in_place || refuse CONFLICT "$L_state, but in place at $L_home"
                draft FINALIZING
                commit_or_refuse
            fi
            scrap || refuse HOST "$MESSAGE"
            delete_copy || refuse HOST "cannot move $AWAY to the trash"
            empty_trash || refuse HOST "cannot delete the parked copy: $(tail -n 1 "$I/err")"
            to_absent
            ;;
        *) refuse_state ;;
    esac
    empty_trash
    finish ok
}

v_discard() {
    case $L_state in
        ABSENT) ;;
        RECEIVING | REVOKED)
            scrap || refuse HOST "$MESSAGE"
            [ "$L_complete" = 0 ] || refuse_state 'the copy was complete once'
            delete_copy || refuse HOST "cannot move $AWAY to the trash"
            to_absent
            ;;
        *) refuse_state ;;
    esac
    empty_trash || refuse HOST "cannot delete the incomplete copy: $(tail -n 1 "$I/err")"
    finish ok
}

to_absent() {
    draft ABSENT
    N_was='' N_qboot='' N_digest='' N_complete=0
    commit_or_refuse
    sweep "$I/parked"
    trim
}

v_healthy() {
    load
    if has_vector health && in_place; then
        place_of "$L_home"
        probe health "$A_timeout" "$PLACE"
    else
        status_now
        RC=1
        [ "$RUN" != RUNNING ] || has_vector health || RC=0
    fi
    EXTRA='healthy=no'
    [ "$RC" != 0 ] || EXTRA='healthy=yes'
    finish ok
}

# ---------------------------------------------------------------- receivers and their keys

enter_copy() {
    [ "$L_state" = RECEIVING ] && [ "$L_attempt" = "$A_attempt" ] || refuse_state "attempt $L_attempt"
    has_directory "$AWAY" && still && cd "$AWAY/" || refuse HOST "cannot enter $AWAY"
    umask 022
    unset LC_ALL
}

v_receive() { # argv
    [ $# -gt 0 ] || refuse HOST 'receive needs a command'
    enter_copy
    exec "$@" <&3 3<&-
}

# The words that a granted key sent are never evaluated: an rsync receiver of known shape, or the granted tar vector.
v_receive_ssh() {
    if [ "${SSH_ORIGINAL_COMMAND-}" = evac-tar ]; then
        [ -f "$I/tar" ] || refuse HOST 'no tar was granted'
        set --
        while IFS= read -r rs; do
            case $rs in tar=*) set -- "$@" "${rs#*=}" ;; esac
        done <"$I/tar"
    else
        # shellcheck disable=SC2086
        set -- ${SSH_ORIGINAL_COMMAND-}
        check_rsync "$@" || refuse HOST 'only an rsync receiver is granted'
        rs_words=$*
        # The last word is the path that the sender asked for: it gets the copy itself.
        # shellcheck disable=SC2086
        set -- ${rs_words% *} .
    fi
    enter_copy
    exec "$@" <&3 3<&-
}

check_rsync() {
    [ $# -ge 5 ] && [ "$1" = rsync ] && [ "$2" = --server ] || return 1
    shift 2
    while [ $# -gt 2 ]; do
        case $1 in
            # rsync's own short form of --modify-window: times to the nanosecond.
            -@-1) ;;
            *[!A-Za-z0-9.=,_+-]*) return 1 ;;
            --partial-dir)
                [ "$2" = .rsync-partial ] || return 1
                shift
                ;;
            --delete | --delete-before | --delete-during | --delete-delay | --delete-after | --force | --partial | --inplace \
                | --append | --append-verify | --sparse | --fsync | --preallocate | --delay-updates | --numeric-ids | --fake-super | --ignore-times | --whole-file | --no-whole-file \
                | --stats | --new-compress | --old-compress | --log-format=* | --out-format=* | --timeout=* | --bwlimit=* \
                | --block-size=* | --compress-level=* | --compress-choice=* | --checksum-choice=* | --modify-window=* \
                | --max-alloc=* | --max-delete=* | --info=* | --debug=* | --partial-dir=.rsync-partial | --checksum-seed=* \
                | --no-r | --no-D | --no-W) ;;
            --*) return 1 ;;
            -*)
                # Letters up to e; what follows names the peer's abilities. No s (arguments over stdin), K, k, L or R.
                cr=${1#-}
                case ${cr%%e*} in *[!vlogDtprHAXSWxcIuUNzyhmqi0-9]*) return 1 ;; esac
                case $cr in *e*) case ${cr#*e} in *[!A-Za-z0-9.]*) return 1 ;; esac ;; esac
                ;;
            *) return 1 ;;
        esac
        shift
    done
    [ "$1" = . ]
}

# Where the login's keys are: who became root by sudo still logs in as somebody else.
keys_file() {
    kf_home=${HOME:-.}
    if [ -n "$A_login" ]; then
        kf_home=$({ getent passwd "$A_login" || grep "^$A_login:" /etc/passwd; } 2>/dev/null | head -n 1 | cut -d: -f6)
        [ -n "$kf_home" ] || refuse HOST "$A_login has no home"
    fi
    KEYS=${A_keys:-$kf_home/.ssh/authorized_keys}
    case $KEYS in /*) ;; *) refuse HOST "not an absolute path: $KEYS" ;; esac
    if [ -L "$KEYS" ]; then
        KEYS=$(readlink -f "$KEYS" 2>/dev/null) && [ -n "$KEYS" ] || refuse HOST 'the authorized_keys link leads nowhere'
    fi
    [ -d "${KEYS%/*}" ] || { mkdir -p "${KEYS%/*}" && of_login "${KEYS%/*}"; } || refuse HOST "cannot make ${KEYS%/*}"
}

# sshd reads keys as the one who logs in.
of_login() { [ -z "$A_login" ] || chown "$A_login" "$1"; }

# The lock lies beside the file, for every guard root that shares it. Who holds it: the lowest living number.
lock_keys() {
    LOCKS=${KEYS%/*}/.evac-lock
    # Nobody reads this name: the seat is a link to the finished file.
    has_directory "$LOCKS" && stamp >"$LOCKS/p$$" || refuse HOST "cannot write $LOCKS"
    take_seat "$LOCKS/p$$" "$LOCKS" no_veto || refuse HOST "cannot lock $KEYS"
    rm -f "$LOCKS/p$$"
    LOCK=$SEAT
    uptime_now
    lk_end=$((UP + LOCK_SECONDS * 100))
    while others_lock; do
        uptime_now
        [ "$UP" -lt "$lk_end" ] || { true >"$LOCKS/$LOCK.done"; refuse HOST "$KEYS is locked by process $P_pid"; }
        nap
    done
}

others_lock() {
    set +f
    for ol in "$LOCKS"/*; do
        set -f
        ol_number=${ol##*/}
        case $ol_number in '' | *[!0-9]*) continue ;; esac
        [ "$ol_number" -lt "$LOCK" ] || continue
        if [ ! -e "$ol.done" ] && read_process "$ol" && alive "$P_pid" "$P_born" "$P_boot"; then
            return 0
        fi
        rm -f "$ol" "$ol.done"
    done
    return 1
}

# Rewrites the file without expired keys of ours and without those of one owner and instance; adds $3 when it is given.
rewrite_keys() { # owner instance line
    keys_file
    rk_seat=${SEAT-}
    lock_keys
    set +f
    for rk_left in "${KEYS%/*}"/.evac-keys.*; do
        set -f
        sweep "$rk_left"
    done
    rk_new=${KEYS%/*}/.evac-keys.$$
    rk_now=$(date +%Y%m%d%H%M)
    if [ -f "$KEYS" ]; then cp -p "$KEYS" "$rk_new"; else true >"$rk_new" && of_login "$rk_new"; fi || refuse HOST "cannot write beside $KEYS"
    {
        if [ -f "$KEYS" ]; then
            while IFS= read -r rk || [ -n "$rk" ]; do
                keep_key "$rk" "$1" "$2" && printf '%s\n' "$rk"
            done <"$KEYS"
        fi
        [ -z "$3" ] || printf '%s\n' "$3"
    } >"$rk_new" && durable "$rk_new" && mv -f "$rk_new" "$KEYS" || refuse HOST "cannot write $KEYS"
    ! has restorecon || restorecon "$KEYS" 2>/dev/null
    true >"$LOCKS/$LOCK.done"
    SEAT=$rk_seat
}

keep_key() { # line owner instance
    kk_last=${1##* }
    case $1 in
        restrict,port-forwarding,*) kk_rest=command=${1#*,command=} ;;
        restrict,*) kk_rest=${1#restrict,} ;;
        *) return 0 ;;
    esac
    case $kk_rest in 'command="sh '* | 'command="sudo -n -- /bin/sh '*) ;; *) return 0 ;; esac
    case $kk_last in evac:*) ;; *) return 0 ;; esac
    kk_attempt=${kk_last#"evac:$2:$3:"}
    [ "$kk_attempt" = "$kk_last" ] || ! number "$kk_attempt" || return 1
    kk_expiry=${1#*'expiry-time="'}
    kk_expiry=${kk_expiry%%'"'*}
    case $kk_expiry in '' | *[!0-9]*) return 0 ;; esac
    [ "$kk_expiry" -ge "$rk_now" ]
}

v_grant() {
    [ "$L_state" = RECEIVING ] && [ "$L_attempt" = "$A_attempt" ] || refuse_state "attempt $L_attempt"
    case $SELF in *[!A-Za-z0-9/._-]*) refuse HOST "a key cannot carry this guard root: $R" ;; esac
    case $A_from in '' | *[!A-Za-z0-9.:,/-]*) refuse HOST "not an address: $A_from" ;; esac
    case $A_owner in *[!A-Za-z0-9._/-]*) refuse HOST 'a key cannot carry this owner' ;; esac
    gr_line=''
    IFS= read -r gr_line <&3
    # shellcheck disable=SC2086
    set -- $gr_line
    [ $# -ge 2 ] || refuse HOST 'no public key came'
    case $1 in ssh-ed25519 | ssh-rsa | ecdsa-sha2-nistp256 | ecdsa-sha2-nistp384 | ecdsa-sha2-nistp521) ;; *) refuse HOST 'not a public key' ;; esac
    case $2 in AAAA*[!A-Za-z0-9+/=]* | [!A]*) refuse HOST 'not a public key' ;; esac
    gr_expiry=$((A_expires + 59))
    gr_expiry=$(date -d "@$gr_expiry" +%Y%m%d%H%M 2>/dev/null || date -r "$gr_expiry" +%Y%m%d%H%M 2>/dev/null)
    case $gr_expiry in ???????????? | ?????????????) ;; *) refuse HOST 'the date tool cannot turn seconds into a date' ;; esac
    sweep "$I/tar"
    if names_vector tar "$A_lines"; then mv -f "$A_def" "$I/tar" || refuse HOST "cannot write $I/tar"; fi
    gr_call="$SELF receive-ssh $NAME owner=$A_owner epoch=$A_epoch attempt=$A_attempt call=$A_call"
    # sudo clears the environment; the login's shell hands the words over as one.
    # shellcheck disable=SC2016
    [ -z "$A_login" ] || gr_call="$gr_call "'\"original=$SSH_ORIGINAL_COMMAND\"'
    # No port may be reached or opened. That the holder can make sockets of its own is no more than it may by libvirt's.
    gr_forward=''
    [ -z "$A_sockets" ] || gr_forward="port-forwarding,${A_sockets}permitlisten=\"localhost:1\","
    rewrite_keys "$A_owner" "$NAME" "restrict,${gr_forward}command=\"${A_login:+sudo -n -- /bin/}sh $gr_call\",from=\"$A_from\",expiry-time=\"$gr_expiry\" $1 $2 evac:$A_owner:$NAME:$A_attempt"
    finish ok
}

v_ungrant() {
    [ -n "$A_owner" ] || refuse HOST 'ungrant needs an owner'
    keys_file
    # Nothing of ours is there, mostly: the file is not written again, while somebody may wait for an instance.
    ! grep -q '^restrict,.* evac:' "$KEYS" 2>/dev/null || rewrite_keys "$A_owner" "$NAME" ''
    finish ok
}

# ---------------------------------------------------------------- boot

v_boot() {
    find "$R/tmp" -type f -mtime +1 -exec rm -f {} + 2>/dev/null
    set +f
    for bt in "$R"/i/*; do
        set -f
        instance "${bt##*/}" && [ -d "$I/r" ] || continue
        load
        case $L_state in
            QUIESCED | RELEASED) spawn @watch "$NAME" "$L_q" ;;
            OPEN | ACTIVATING | ACTIVE) spawn @watch "$NAME" 0 ;;
        esac
    done
    NAME=''
    finish ok
}

v_install() {
    directories
    keep_flush
    [ "$FLUSH" != none ] || refuse HOST 'nothing makes a record durable: neither sync nor dd conv=fsync'
    in_tmp=$R/tmp/$$.boot
    # shellcheck disable=SC2016
    printf '#!/bin/sh\n# Runs the newest guard at boot.\nd=${0%%/*}\nexec sh "$d/%s" boot\n' "${SELF##*/}" >"$in_tmp" \
        && durable "$in_tmp" && mv -f "$in_tmp" "$R/boot" || refuse HOST "cannot write $R/boot"
    finish ok
}

hook_kind() {
    HOOK=none WHY=''
    if [ -n "$A_kind" ]; then
        HOOK=$A_kind
    elif [ -d /run/systemd/system ] && [ -w /etc/systemd/system ]; then
        HOOK=systemd
    elif has crontab && { crontab -l >/dev/null 2>&1 || [ "$(id -u)" = 0 ]; }; then
        HOOK='crontab'
    elif [ -w "$A_rclocal" ] || { [ ! -e "$A_rclocal" ] && [ -w "${A_rclocal%/*}" ]; }; then
        HOOK=rc.local
    else
        WHY='neither systemd nor crontab nor a writable rc.local'
    fi
    case $R in *[!A-Za-z0-9/._-]*) HOOK=none WHY="a boot hook cannot carry this guard root" ;; esac
    UNIT=evac-guard$(printf '%s' "$R" | tr '/' '-').service
}

v_hook_status() {
    hook_kind
    hs_there=no
    case $HOOK in
        systemd) [ ! -f "/etc/systemd/system/$UNIT" ] || ! systemctl is-enabled "$UNIT" >/dev/null 2>&1 || hs_there=yes ;;
        crontab) ! crontab -l 2>/dev/null | grep -qF "sh $R/boot" || hs_there=yes ;;
        rc.local) ! grep -qF "sh $R/boot" "$A_rclocal" 2>/dev/null || hs_there=yes ;;
    esac
    EXTRA="hook=$HOOK${NL}installed=$hs_there${WHY:+${NL}why=$WHY}"
    finish ok
}

v_hook_install() {
    [ -f "$R/boot" ] || refuse HOST 'the guard is not installed'
    hook_kind
    hi_line="sh $R/boot # evac-guard"
    hi_tmp=$R/tmp/$$.hook
    rm -f "$hi_tmp"
    case $HOOK in
        systemd)
            printf '[Unit]\nDescription=Evac guard: brings instances up as their records say\nAfter=local-fs.target network.target\nRequiresMountsFor=%s\n\n[Service]\nType=oneshot\nRemainAfterExit=yes\nKillMode=process\nExecStart=/bin/sh %s/boot\n\n[Install]\nWantedBy=multi-user.target\n' "$R" "$R" >"$hi_tmp" \
                && cp "$hi_tmp" "/etc/systemd/system/$UNIT" && chmod 644 "/etc/systemd/system/$UNIT" \
                && systemctl daemon-reload && systemctl enable "$UNIT" >/dev/null 2>&1 \
                || refuse HOST "cannot enable $UNIT"
            ;;
        crontab)
            crontab -l 2>/dev/null | grep -qF "sh $R/boot" \
                || { crontab -l 2>/dev/null; printf '@reboot %s\n' "$hi_line"; } >"$hi_tmp" && { [ ! -s "$hi_tmp" ] || crontab "$hi_tmp"; } \
                || refuse HOST 'cannot change the crontab'
            ;;
        rc.local)
            if ! grep -qF "sh $R/boot" "$A_rclocal" 2>/dev/null; then
                # Behind the first line: an rc.local may end early, with exit 0.
                {
                    if [ -s "$A_rclocal" ]; then head -n 1 "$A_rclocal"; else echo '#!/bin/sh'; fi
                    printf '%s\n' "$hi_line"
                    [ ! -s "$A_rclocal" ] || tail -n +2 "$A_rclocal"
                } >"$hi_tmp" && cat "$hi_tmp" >"$A_rclocal" && chmod 755 "$A_rclocal" && durable "$A_rclocal" \
                    || refuse HOST "cannot change $A_rclocal"
            fi
            ;;
    esac
    rm -f "$hi_tmp"
    v_hook_status
}

# ---------------------------------------------------------------- doctor

# The highest epoch that this guard has seen, of whichever instance: what a successor has to exceed.
v_epoch() {
    directories
    ep_top=0
    set +f
    for ep in "$R"/i/*; do
        set -f
        instance "${ep##*/}" && [ -d "$I/r" ] || continue
        load
        # How it runs is not the question, and a status is a process.
        SEEN=yes RUN=UNKNOWN
        facts
        [ "$fa_epoch" -le "$ep_top" ] || ep_top=$fa_epoch
    done
    NAME=''
    EXTRA="epoch=$ep_top"
    finish ok
}

found() { if has "$1"; then echo yes; else echo no; fi; }

v_doctor() {
    directories
    hook_kind
    dr_rsync=none
    ! has rsync || dr_rsync=$(rsync --version 2>/dev/null | sed -n '1s/^rsync *version v*\([^ ]*\).*/\1/p')
    dr_tar=none
    case $(tar --version 2>/dev/null) in *GNU*) dr_tar=gnu ;; *busybox*) dr_tar=busybox ;; *bsdtar*) dr_tar=bsd ;; *) ! has tar || dr_tar=other ;; esac
    dr_sum=none
    for dr in openssl shasum sha256sum; do ! has "$dr" || dr_sum=$dr; done
    dr_stat=none
    if stat -c %s / >/dev/null 2>&1; then dr_stat=gnu; elif stat -f %z / >/dev/null 2>&1; then dr_stat=bsd; fi
    dr_find=posix
    ! find / -prune -printf x >/dev/null 2>&1 || dr_find='printf'
    keep_flush
    uptime_now
    dr_from=$UP
    for dr in 1 2 3 4 5 6 7 8 9 10; do
        echo "$dr" >"$R/tmp/$$.fsync"
        durable "$R/tmp/$$.fsync"
    done
    rm -f "$R/tmp/$$.fsync"
    uptime_now
    dr_writes=$((UP - dr_from)) dr_from=$UP
    durable "$R/away"
    uptime_now
    dr_free=$(df -Pk "$R" | while read -r _ _ _ free _; do echo "$free"; done | tail -n 1)
    EXTRA="root=$R
setsid=$(if has setsid; then echo setsid; elif has perl; then echo perl; else echo none; fi)
rsync=$dr_rsync
tar=$dr_tar
sha256=$dr_sum
stat=$dr_stat
find=$dr_find
getfattr=$(found getfattr)
setfattr=$(found setfattr)
getfacl=$(found getfacl)
setfacl=$(found setfacl)
ssh=$(found ssh)
proc=$(if [ -r /proc/self/stat ]; then echo yes; else echo no; fi)
flush=$FLUSH
fsyncmillis=$dr_writes
renamemillis=$(((UP - dr_from) * 10))
freebytes=$((dr_free * 1024))
clock=$(date +%s)
user=$(id -un)
hook=$HOOK
maxsessions=$(sshd_setting maxsessions)
maxstartups=$(sshd_setting maxstartups)"
    finish ok
}

sshd_setting() {
    { sshd -T 2>/dev/null || sed 's/^[[:space:]]*//' /etc/ssh/sshd_config 2>/dev/null; } \
        | awk -v k="$1" 'tolower($1) == k { print $2; exit }' | tr -cd '0-9:'
}

# ---------------------------------------------------------------- the door

# Everything with effects runs in a session of its own, so that a newer call can end the whole of it.
own_session() {
    has setsid || has perl || refuse HOST 'neither setsid nor perl is there'
    exec 3<&0
    in_session sh "$SELF" @in "$@" <&3 &
    wait $!
    exit $?
}

call() { # verb instance key=value... [-- argv]
    verb=$1
    [ $# -ge 2 ] && instance "$2" || refuse HOST 'not an instance name'
    shift 2
    directories
    if [ "$verb" = receive ]; then
        ca=0
        for ca_word in "$@"; do
            [ "$ca_word" != -- ] || break
            ca=$((ca + 1))
        done
        receive_call "$ca" "$@"
    fi
    parse "$@"
    [ "$verb" = ungrant ] || announce
    case $verb in
        receive-ssh) v_receive_ssh ;;
        *) "v_$verb" ;;
    esac
}

receive_call() { # count of keys; keys -- argv
    rv_keys=$1
    shift
    while [ "$rv_keys" -gt 0 ]; do
        case $1 in owner=* | epoch=* | attempt=* | call=*) parse "$1" ;; *) refuse HOST "not an argument of receive: $1" ;; esac
        shift
        rv_keys=$((rv_keys - 1))
    done
    [ $# -gt 1 ] || refuse HOST 'receive needs -- and a command'
    shift
    announce
    v_receive "$@"
}

main() {
    verb=${1-}
    case $verb in
        @do) shift && do_effect "$@" ;;
        @timer) shift && do_timer "$@" ;;
        @watch) shift && do_watch "$@" ;;
    esac
    boot_id
    case $verb in
        @in) shift && call "$@" ;;
        adopt | open | reserve | step | quiesce | release | giveback | seal | revoke | fence | activate | unfence | finish | discard \
            | receive | receive-ssh | grant | ungrant) own_session "$@" ;;
        observe | healthy)
            [ $# -ge 2 ] && instance "$2" || refuse HOST 'not an instance name'
            shift 2
            parse "$@"
            [ "$verb" = observe ] || v_healthy
            finish ok
            ;;
        boot | install | doctor | epoch | hook-install | hook-status)
            shift
            parse "$@"
            case $verb in
                hook-install) v_hook_install ;;
                hook-status) v_hook_status ;;
                *) "v_$verb" ;;
            esac
            ;;
        *) refuse HOST 'not a verb of the guard' ;;
    esac
}

main "$@"
