/*
 * The cutover protocol: two hosts with their guards, orchestrators that are lost, late or replaced, and what goes wrong
 * with hosts. What is modelled and what is not: README.md. Host 0 is the source of the move, host 1 its destination.
 * Every rule of the protocol can be taken away: -DNO_...; `check ablate` shows what happens then.
 */
#ifndef ORCHESTRATORS
#define ORCHESTRATORS 1
#endif
#ifndef CALLS /* guard calls that can be under way at once: one per orchestrator and one per timeout */
#define CALLS 2
#endif
#ifndef TIMEOUTS /* calls without an answer (lost on the way, late, or done all the same), and hosts silent when asked */
#define TIMEOUTS 1
#endif
#ifndef REBOOTS
#define REBOOTS 0
#endif
#ifndef OUTAGES /* power losses of host 1; it may come back, or not */
#define OUTAGES 0
#endif
#ifndef TRIES /* timers of the whole move: each is good for one stop */
#define TRIES 2
#endif
#ifndef SICK /* health gates that fail */
#define SICK 0
#endif
#ifndef ROLLBACKS
#define ROLLBACKS 0
#endif
#ifndef FINALIZES
#define FINALIZES 0
#endif
#ifndef RETRIES /* of a move that needed attention */
#define RETRIES 0
#endif
#ifndef LATE_STOPS /* guests that outlast their stop's timeout */
#define LATE_STOPS 0
#endif
#ifndef ABANDON /* 1: the last orchestrator may die, too */
#define ABANDON 0
#endif
#ifndef WISH /* 1: the instance is to start when its host boots */
#define WISH 0
#endif
#ifndef DISCARD /* 1: the policy gives up what a sick destination wrote */
#define DISCARD 0
#endif
#ifndef POWER_FENCE /* 1: an operator has a silent destination switched off */
#define POWER_FENCE 0
#endif

#ifndef UNFIT /* 1: records that fit no walk are no error; with a power fence they are to be expected */
#define UNFIT POWER_FENCE
#endif

/* records */
#define ABSENT 0
#define OPEN 1
#define QUIESCED 2
#define RELEASED 3
#define FENCED 4
#define RECEIVING 5
#define SEALED 6
#define REVOKED 7
#define ACTIVATING 8
#define ACTIVE 9
#define FINALIZING 10
#define SILENT 15

/* verbs */
#define vQUIESCE 1
#define vRELEASE 2
#define vGIVEBACK 3
#define vRESERVE 4
#define vSYNC 5
#define vSEAL 6
#define vREVOKE 7
#define vFENCE 8
#define vACTIVATE 9
#define vUNFENCE 10
#define vFINISH 11

/* answers */
#define NONE 0
#define OK 1
#define REFUSED 2
#define LOST 3
#define STALE 4
#define DEAD 6
#define RUNS_ON 5 /* the guest has not stopped in its time */

/* who a starter belongs to */
#define SUPERVISOR 1
#define CALLER 2

/* the walk */
#define FORWARD 0
#define REVERSAL 1
#define ROLLBACK 2

/* the move, in the journal */
#define RUNNING 0
#define MOVED 1
#define FAILED 2
#define HOME 3
#define ATTENTION 4
#define RECOVERED 5

/* Hosts: the guard's last record (state, n, q = last timer, seen epoch), and the instance. */
byte st[2], n[2], q[2], ep[2];
bool up[2], stopping[2], rebooted[2], hook[2], off[2];
byte starter[2];
bool newest[2]; /* the copy here holds every write */

/* Guard calls that are under way: 0 none, 1 sent but not begun, from 2 on begun. */
byte pc[CALLS];
byte by[CALLS], verb[CALLS], at[CALLS], arg[CALLS], age[CALLS];
bool awaited[CALLS], snap[CALLS];

/* Orchestrators and the journal. */
byte answer[ORCHESTRATORS];
bool dead[ORCHESTRATORS], ended[ORCHESTRATORS];
byte lease, started;
byte jwalk, jn, jmove;
bool jfence, jundo; /* FENCE is among what is completed; an intent to take it back is open */
bool needs_human, off_by_wish;

byte timeouts = TIMEOUTS, sick = SICK, rollbacks = ROLLBACKS, finalizes = FINALIZES, retries = RETRIES;
byte late_stops = LATE_STOPS;
bool power_fenced;

/* ---------------------------------------------------------------- the rules, and their ablations */

#ifdef NO_STOPPED
#define OBSERVED_STOPPED(h) true
#define STILL_RUNS(x) false
#define STOPPED_ANYWAY(x) (x == RUNS_ON)
#else
#define OBSERVED_STOPPED(h) (!up[h])
#define STILL_RUNS(x) (x)
#define STOPPED_ANYWAY(x) false
#endif
#ifdef NO_BOOT_ID
#define SAME_BOOT(h) true
#define HAS_BOOTED(x) false
#else
#define SAME_BOOT(h) (!rebooted[h])
#define HAS_BOOTED(x) (x)
#endif
#ifdef NO_SEAL_NUMBER
#define SEALED_FOR(h, x) true
#define SEALED_NOW true
#else
#define SEALED_FOR(h, x) (n[h] == x)
#define SEALED_NOW (dn == sn)
#endif
#ifdef NO_FINISH_STATE
#define ANY_STATE(h) (st[h] == RECEIVING || st[h] == SEALED || st[h] == REVOKED)
#else
#define ANY_STATE(h) false
#endif
#ifdef NO_AWAIT_START
#define START_RETURNED(h) true
#else
#define START_RETURNED(h) (starter[h] == 0)
#endif
#ifdef NO_AWAIT_STOP
#define STOP_OVER(h) true
#else
#define STOP_OVER(h) (!stopping[h])
#endif
#ifdef NO_LOOK_AT_GIVEBACK
#define SEEN_RUNNING(h) true
#else
#define SEEN_RUNNING(h) (up[h])
#endif
#ifdef NO_PASS_RULE
#define MAY_PASS_OVER true
#else
#define MAY_PASS_OVER (done_fence && !jundo)
#endif
#ifdef NO_SUPERVISOR
#define SUPERVISED(h) (seen != q[h])
#define NOTE_START(h) seen = q[h]
#else
#define SUPERVISED(h) true
#define NOTE_START(h) skip
#endif
/* Where power fences are used, the boot hook leaves what is in flight to the orchestrator. */
#ifdef NO_HOOK_WAIT
#define HOOKED(h) ((st[h] == OPEN && WISH) || st[h] == ACTIVATING || st[h] == ACTIVE)
#else
#define HOOKED(h) ((st[h] == OPEN && WISH) || (!POWER_FENCE && (st[h] == ACTIVATING || st[h] == ACTIVE)))
#endif
#ifdef NO_KEEP_OFF
#define MAY_BOOT true
#else
#define MAY_BOOT (!power_fenced)
#endif
#if CALLS == 1
#define SNAPSHOTS snap[0]
#endif
#if CALLS == 2
#define SNAPSHOTS (snap[0] || snap[1])
#endif
#if CALLS == 3
#define SNAPSHOTS (snap[0] || snap[1] || snap[2])
#endif
#if CALLS == 4
#define SNAPSHOTS (snap[0] || snap[1] || snap[2] || snap[3])
#endif
#ifdef NO_HOOK
#define WATCHED(h) (!unwatched[h])
#define UNWATCHED(h) unwatched[h] = false
bool unwatched[2];
#else
#define UNWATCHED(h) skip
#define WATCHED(h) true
#endif
#ifdef NO_EPOCH
#define TOO_OLD(h, o) false
#else
#define TOO_OLD(h, o) (ep[h] > o)
#endif
#define TOO_NEW(h) (ep[h] > o)
#ifdef NO_ADOPT
#define ADOPTS(h) skip
#else
#ifdef NO_ADOPT_OF_SOURCE
#define ADOPTS(h) if :: h != SRC -> announce(h, o, 200, CALLS) :: else fi
#else
#define ADOPTS(h) announce(h, o, 200, CALLS)
#endif
#endif
#ifdef NO_ADOPT_IN_UNDO
#define ADOPT_IN_UNDO false
#else
#define ADOPT_IN_UNDO true
#endif
#ifdef NO_ONE_CALL
#define ENDED_BY_A_NEWER(c) (pc[c] == 1)
#else
#ifdef NO_MARK
#define ENDED_BY_A_NEWER(c) (pc[c] > 1)
#else
#define ENDED_BY_A_NEWER(c) (pc[c] != 0)
#endif
#endif
#ifdef NO_REAP
#define REAPS(h) false
#else
#ifdef NO_SPARE
#define REAPS(h) true
#else
#define REAPS(h) (!(starter[h] == SUPERVISOR && st[h] == RELEASED))
#endif
#endif

/* ---------------------------------------------------------------- the instance */

inline instance_runs(there) {
    up[there] = true;
    stopping[there] = false;
    printf("host %d: the instance RUNS\n", there);
    assert(!up[1 - there]);                                           /* never two */
    assert(DISCARD || power_fenced || newest[there]);                  /* never stale */
    assert(st[there] == OPEN || st[there] == QUIESCED || st[there] == RELEASED || st[there] == ACTIVATING || st[there] == ACTIVE);
    newest[there] = true
}

/* A copy that was equal a moment ago is not any more; nor is what a receiver has just read. */
inline instance_writes(there) {
    newest[1 - there] = false;
    snap[0] = false;
#if CALLS > 1
    snap[1] = false;
#endif
#if CALLS > 2
    snap[2] = false;
#endif
#if CALLS > 3
    snap[3] = false;
#endif
    printf("host %d: the instance WRITES\n", there)
}

/* What a start command has begun ends with it. */
inline end_starter(here) {
    if
    :: starter[here] != 0 && up[here] -> up[here] = false; stopping[here] = false; printf("host %d: the instance ENDS with its start command\n", here)
    :: else
    fi;
    starter[here] = 0
}

/* ---------------------------------------------------------------- one call at a time */

inline forget(gone_) {
    pc[gone_] = 0; by[gone_] = 0; verb[gone_] = 0; at[gone_] = 0; arg[gone_] = 0; age[gone_] = 0; awaited[gone_] = false; snap[gone_] = false
}

inline finish(its, result) {
    printf("  host %d: verb %d of orchestrator %d ends with %d\n", at[its], verb[its], by[its], result);
    answer[by[its]] = (awaited[its] -> result : answer[by[its]]);
    forget(its)
}

/* A newer call ends the older ones that run, and is the mark by which older ones that come later are refused. */
inline end_if_older(other, where, newer, newage, mine) {
    if
    :: other != mine && at[other] == where && ENDED_BY_A_NEWER(other) && (by[other] < newer || (by[other] == newer && age[other] < newage)) ->
        finish(other, (pc[other] > 1 -> LOST : STALE))
    :: else
    fi
}

inline end_older(host_, who_, age_, own_) {
    end_if_older(0, host_, who_, age_, own_);
#if CALLS > 1
    end_if_older(1, host_, who_, age_, own_);
#endif
#if CALLS > 2
    end_if_older(2, host_, who_, age_, own_);
#endif
#if CALLS > 3
    end_if_older(3, host_, who_, age_, own_);
#endif
}

/* The expiring timer, a reboot: calls that run end; those that have not begun may still come. */
inline end_running(each, hosts) {
    if
    :: pc[each] > 1 && at[each] == hosts -> finish(each, LOST)
    :: else
    fi
}

inline end_all_running(whose) {
    end_running(0, whose);
#if CALLS > 1
    end_running(1, whose);
#endif
#if CALLS > 2
    end_running(2, whose);
#endif
#if CALLS > 3
    end_running(3, whose);
#endif
}

inline reap_starter(site) {
    if
    :: starter[site] != 0 && REAPS(site) ->
        assert(!(starter[site] == SUPERVISOR && st[site] == RELEASED));    /* what comes back is not ended */
        end_starter(site)
    :: else
    fi
}

inline announce(spot, caller, ageof, myself) {
#ifndef NO_EPOCH
    if
    :: ep[spot] < caller -> ep[spot] = caller
    :: else
    fi;
#endif
    end_older(spot, caller, ageof, myself);
    reap_starter(spot)
}

/* ---------------------------------------------------------------- hosts: guest, timer, supervisor, boot hook */

proctype Host(byte h) {
    byte seen;
end:
    do
    :: atomic { up[h] && stopping[h] -> up[h] = false; stopping[h] = false; printf("host %d: the instance STOPS\n", h) }
    :: atomic { starter[h] != 0 && !up[h] -> instance_runs(h) }
    :: atomic { up[h] && (newest[1 - h] || SNAPSHOTS) -> instance_writes(h) }
    :: atomic { starter[h] != 0 && up[h] -> starter[h] = 0 }
#ifndef NO_CAS
    :: atomic { st[h] == QUIESCED && !off[h] && WATCHED(h) ->
        st[h] = RELEASED; printf("host %d: timer %d expires\n", h, q[h]); end_all_running(h) }
#else
    :: atomic { st[h] == QUIESCED && !off[h] && seen == 0 -> seen = q[h] }
    :: atomic { seen != 0 && !off[h] -> seen = 0; st[h] = RELEASED; printf("host %d: timer expires\n", h); end_all_running(h) }
#endif
    :: atomic { st[h] == RELEASED && !up[h] && starter[h] == 0 && !off[h] && SUPERVISED(h) && WATCHED(h) -> NOTE_START(h); starter[h] = SUPERVISOR }
    :: atomic { hook[h] && !off[h] && !up[h] && starter[h] == 0 && HOOKED(h) ->
        printf("host %d: the boot hook starts it\n", h); starter[h] = SUPERVISOR }
    :: atomic { hook[h] && starter[h] == 0 && (up[h] || !HOOKED(h)) -> hook[h] = false }
    od
}

inline goes_down(falls) {
    up[falls] = false; stopping[falls] = false; starter[falls] = 0; hook[falls] = false;
    rebooted[falls] = true;
    end_all_running(falls)
}

inline comes_up(rises) {
#ifndef NO_HOOK
    hook[rises] = HOOKED(rises);
#else
    unwatched[rises] = true;
#endif
    if
    :: st[rises] == OPEN && !WISH -> off_by_wish = true /* whoever does not want it started at boot gets what he wants */
    :: else
    fi
}

proctype Faults() {
    byte reboots = REBOOTS, outages = OUTAGES;
end:
    do
    :: atomic { reboots > 0 && !off[0] -> reboots--; printf("host 0: REBOOTS\n"); goes_down(0); comes_up(0) }
    :: atomic { reboots > 0 && !off[1] -> reboots--; printf("host 1: REBOOTS\n"); goes_down(1); comes_up(1) }
    :: atomic { outages > 0 && !off[1] -> outages--; printf("host 1: LOSES POWER\n"); goes_down(1); off[1] = true }
    :: atomic { off[1] && MAY_BOOT -> off[1] = false; printf("host 1: BOOTS again\n"); comes_up(1) }
    :: atomic { reboots == 0 && outages == 0 && !off[1] && OUTAGES == 0 -> break }
    od
}

/* ---------------------------------------------------------------- a guard call */

#define H at[c]
#define N arg[c]
#define S st[at[c]]

proctype Call(byte c) {
    byte r;
end:
    do
    :: atomic {
    if
    /* it announces itself, looks, and writes its record; whatever comes between has come before */
    :: pc[c] == 1 && !off[H] ->
        if
        :: TOO_OLD(H, by[c]) -> r = STALE; goto done
        :: else -> pc[c] = 2; announce(H, by[c], age[c], c)
        fi;
        if
        :: verb[c] == vQUIESCE ->
            if
            :: (S == OPEN || S == RELEASED || S == ACTIVATING || S == ACTIVE) && N > q[H] ->
                S = QUIESCED; q[H] = N; n[H] = N; rebooted[H] = false; printf("  host %d: QUIESCED(%d)\n", H, N);
                reap_starter(H)
            :: S == QUIESCED && q[H] == N
            :: else -> r = REFUSED
            fi
        :: verb[c] == vRELEASE ->
            if
            :: (S == QUIESCED || S == RELEASED) && q[H] == N -> S = RELEASED; printf("  host %d: RELEASED\n", H)
            :: else -> r = REFUSED
            fi
        :: verb[c] == vGIVEBACK ->
            if
            :: S == OPEN -> r = OK
            :: S == RELEASED || S == ACTIVE
            :: else -> r = REFUSED
            fi
        :: verb[c] == vRESERVE ->
            if
            :: S == ABSENT || S == RECEIVING || S == REVOKED || S == SEALED || S == FENCED ->
                S = RECEIVING; printf("  host %d: RECEIVING\n", H); r = OK
            :: else -> r = REFUSED
            fi
        :: verb[c] == vSYNC ->
            if
            :: S == RECEIVING && !off[1 - H]
            :: else -> r = REFUSED
            fi
        :: verb[c] == vSEAL ->
            if
            :: S == RECEIVING -> S = SEALED; n[H] = N; printf("  host %d: SEALED(%d)\n", H, N); r = OK
            :: else -> r = REFUSED
            fi
        :: verb[c] == vREVOKE ->
            if
            :: S == RECEIVING || S == SEALED || S == REVOKED -> S = REVOKED; printf("  host %d: REVOKED\n", H); r = OK
            :: S == ABSENT -> r = OK
            :: else -> r = REFUSED
            fi
        :: verb[c] == vFENCE ->
            if
            :: S == QUIESCED && q[H] == N && OBSERVED_STOPPED(H) && SAME_BOOT(H) -> S = FENCED; printf("  host %d: FENCED\n", H); assert(!up[H]); r = OK
            :: S == FENCED && q[H] == N -> r = OK
            :: else -> r = REFUSED
            fi
        :: verb[c] == vACTIVATE ->
            if
            :: (S == SEALED || S == ACTIVATING || (S == ACTIVE && !up[H])) && SEALED_FOR(H, N) -> S = ACTIVATING; printf("  host %d: ACTIVATING\n", H)
            :: S == ACTIVE && up[H] && n[H] == N -> r = OK
            :: else -> r = REFUSED
            fi
        :: verb[c] == vUNFENCE ->
            if
            :: S == FENCED || S == ACTIVATING || (S == ACTIVE && !up[H]) -> S = ACTIVATING; printf("  host %d: ACTIVATING, unfenced\n", H)
            :: S == ACTIVE && up[H] -> r = OK
            :: else -> r = REFUSED
            fi
        :: verb[c] == vFINISH ->
            if
            :: S == FENCED || S == FINALIZING || S == RECEIVING || S == REVOKED || ANY_STATE(H) -> S = FINALIZING; printf("  host %d: FINALIZING\n", H)
            :: S == ABSENT -> r = OK
            :: else -> r = REFUSED
            fi
        fi

    /* effects: each belongs to the record that allowed it */
    :: pc[c] == 2 && verb[c] == vQUIESCE ->
        if
        :: S == QUIESCED && q[H] == N && up[H] -> stopping[H] = true
        :: else
        fi;
        pc[c] = 3
    :: pc[c] == 3 && verb[c] == vQUIESCE && !up[H] && starter[H] == 0 -> r = OK
    :: pc[c] == 3 && verb[c] == vQUIESCE && up[H] && late_stops > 0 -> late_stops--; r = RUNS_ON

    :: pc[c] == 2 && verb[c] == vRELEASE && up[H] -> r = OK

    :: pc[c] == 2 && verb[c] == vGIVEBACK && ((S == RELEASED && up[H]) || (S == ACTIVE && SEEN_RUNNING(H))) &&
        START_RETURNED(H) && STOP_OVER(H) -> S = OPEN; printf("  host %d: OPEN, given back\n", H); end_starter(H); r = OK

    :: pc[c] == 2 && verb[c] == vGIVEBACK && S == ACTIVE && !up[H] && starter[H] == 0 && !hook[H] -> r = REFUSED

    :: pc[c] == 2 && verb[c] == vSYNC ->
        snap[c] = newest[1 - H];
        newest[H] = false;
        assert(newest[1 - H]);                                   /* the last copy is not overwritten */
        pc[c] = 3
    :: pc[c] == 3 && verb[c] == vSYNC ->
        newest[H] = snap[c];
        if
        :: newest[H] -> r = OK                            /* both digests are equal */
        :: else -> r = REFUSED
        fi

    :: pc[c] == 2 && (verb[c] == vACTIVATE || verb[c] == vUNFENCE) ->
        if
        :: S == ACTIVATING && !up[H] && starter[H] == 0 -> starter[H] = CALLER
        :: else
        fi;
        pc[c] = 3
    :: pc[c] == 3 && (verb[c] == vACTIVATE || verb[c] == vUNFENCE) && up[H] && starter[H] == 0 ->
        if
        :: S == ACTIVATING -> S = ACTIVE; printf("  host %d: ACTIVE\n", H); r = OK
        :: else -> r = REFUSED
        fi

    :: pc[c] == 2 && verb[c] == vFINISH ->
        assert(newest[1 - H]);                                   /* the last copy is not deleted */
        newest[H] = false; S = ABSENT; printf("  host %d: ABSENT, the parked copy is deleted\n", H); r = OK
    fi;
done:
    if
    :: r != 0 -> UNWATCHED(H); finish(c, r); r = 0     /* every call that ends has the watch alive */
    :: else
    fi }
    od
}
#undef H
#undef N
#undef S

/* ---------------------------------------------------------------- the orchestrator */

#if CALLS == 1
#define IDLE 0
#define MINE 0
#define OLDEST AGE(0)
#endif
#if CALLS == 2
#define IDLE (pc[0] == 0 -> 0 : 1)
#define MINE (WAITS(0) -> 0 : 1)
#define OLDEST (AGE(0) > AGE(1) -> AGE(0) : AGE(1))
#endif
#if CALLS == 3
#define IDLE (pc[0] == 0 -> 0 : (pc[1] == 0 -> 1 : 2))
#define MINE (WAITS(0) -> 0 : (WAITS(1) -> 1 : 2))
#define OLDEST (AGE(0) > AGE(1) -> (AGE(0) > AGE(2) -> AGE(0) : AGE(2)) : (AGE(1) > AGE(2) -> AGE(1) : AGE(2)))
#endif
#if CALLS == 4
#define IDLE (pc[0] == 0 -> 0 : (pc[1] == 0 -> 1 : (pc[2] == 0 -> 2 : 3)))
#define MINE (WAITS(0) -> 0 : (WAITS(1) -> 1 : (WAITS(2) -> 2 : 3)))
#define OLDEST (AGE(0) + AGE(1) + AGE(2) + AGE(3)) /* no age is above it */
#endif
#define AGE(c) (pc[c] != 0 && by[c] == o -> age[c] : 0)
#define WAITS(c) (pc[c] != 0 && by[c] == o && awaited[c])

inline send(vx, hx, nx) {
    tmp = IDLE;
    assert(pc[tmp] == 0);
    age[tmp] = OLDEST + 1;
    pc[tmp] = 1; by[tmp] = o; verb[tmp] = vx; at[tmp] = hx; arg[tmp] = nx; awaited[tmp] = true;
    tmp = 0;
    printf("orchestrator %d: verb %d at host %d, number %d\n", o, vx, hx, nx)
}

/* Its answer is not waited for any more; what is on its way to a host that is off never arrives. */
inline give_up() {
    if
    :: answer[o] == NONE ->
        tmp = MINE;
        awaited[tmp] = false;
        if
        :: pc[tmp] == 1 && off[at[tmp]] -> forget(tmp)
        :: else
        fi;
        tmp = 0
    :: else -> answer[o] = NONE
    fi
}

/* Sends a call and awaits its answer, rc; it may be replaced, or die, at any time. */
inline call(the_verb, the_host, the_number) {
    atomic { send(the_verb, the_host, the_number) };
    atomic {
        if
        :: answer[o] != NONE -> rc = answer[o]
        :: answer[o] == NONE && timeouts > 0 -> timeouts--; rc = LOST
        :: answer[o] == NONE && off[the_host] -> rc = LOST
        :: o + 1 < ORCHESTRATORS + ABANDON -> rc = DEAD
        fi;
        give_up();
        printf("orchestrator %d: answer %d (1 ok, 2 refused, 3 lost, 4 replaced, 5 runs on, 6 it dies)\n", o, rc);
        if
        :: rc == STALE || rc == DEAD -> goto gone
        :: else
        fi
    }
}

/* Writes the move down, unless another has the lease. Behind a confirmed FENCE it waits: fenced. */
inline journal() {
    if
    :: fenced
    :: !fenced && lease == o -> jwalk = walk; jn = nn; jfence = done_fence
    :: else -> goto replaced
    fi
}

inline state(new_) {
    fenced = false; journal(); jmove = new_; printf("orchestrator %d: the move is %d (1 moved 2 failed 3 home 4 attention 5 recovered)\n", o, new_)
}

#define SRC (walk != FORWARD)
#define DST (walk == FORWARD)

/* Asks one end and takes it over: every older call there is ended or outdated. */
inline ask(end_, seen_, num_, runs_, boot_) {
    atomic {
        if
        :: TOO_NEW(end_) -> goto replaced
        :: !TOO_NEW(end_) && off[end_] -> seen_ = SILENT
        :: !TOO_NEW(end_) && !off[end_] && timeouts > 0 -> timeouts--; seen_ = SILENT
        :: !TOO_NEW(end_) && !off[end_] ->
            ADOPTS(end_);
            seen_ = st[end_]; num_ = n[end_]; runs_ = up[end_]; boot_ = rebooted[end_];
            if
            :: timeouts > 0 -> timeouts--; seen_ = SILENT           /* adopted, but the answer is lost */
            :: true
            fi
        fi;
        printf("orchestrator %d: host %d says %d (15 silent), number %d, runs %d\n", o, end_, seen_, num_, runs_)
    }
}

proctype Orchestrator(byte o) {
    byte walk, nn, rc, src, dst, sn, dn, tmp;
    bool done_fence, fenced, lost, src_runs, src_boot, x, failing, permanent;

    if
    :: o == 0
    :: o > 0 && started == o
    :: o > 0 && ended[o - 1] -> goto over
    fi;
    atomic {
        started = o + 1; lease = o; walk = jwalk; nn = jn; done_fence = jfence;
        printf("orchestrator %d: takes the lease\n", o);
        if
        :: jmove == RUNNING
        :: jmove != RUNNING && jmove != MOVED && jmove != HOME -> goto over
        :: jmove == MOVED || jmove == HOME -> goto commands
        fi
    }

look:
    ask(SRC, src, sn, src_runs, src_boot);
    ask(DST, dst, dn, x, x);
    atomic {
        x = false;
        if
        :: src == SILENT || dst == SILENT -> goto one_sided
        :: else
        fi;
        /* the records of the opposite walk: look from the other side */
        if
        :: (src == FENCED && (dst == QUIESCED || dst == RELEASED)) ||
           ((src == RECEIVING || src == SEALED || src == REVOKED) &&
             (dst == OPEN || dst == QUIESCED || dst == RELEASED || dst == FENCED || dst == ACTIVATING || dst == ACTIVE)) ->
            walk = (walk == FORWARD -> REVERSAL : FORWARD);
            done_fence = false; lost = false;
            printf("orchestrator %d: turns\n", o);
            tmp = src; src = dst; dst = tmp; tmp = sn; sn = dn; dn = tmp; tmp = 0;
            src_runs = up[SRC]; src_boot = rebooted[SRC];
            journal()
        :: else
        fi;
        if
        :: src == QUIESCED -> nn = sn
        :: else
        fi;
        if
        :: (src == OPEN || src == RELEASED || src == ACTIVE) &&
            (dst == ABSENT || dst == RECEIVING || dst == SEALED || dst == REVOKED || dst == FENCED) -> goto begin
        :: src == ACTIVATING && (dst == ABSENT || dst == RECEIVING || dst == REVOKED) -> goto unfence
        :: src == ACTIVATING && dst == FENCED -> goto begin
        :: src == QUIESCED && (dst == RECEIVING || dst == SEALED || dst == FENCED) ->
            if
            :: STILL_RUNS(src_runs) || HAS_BOOTED(src_boot) -> goto try_lost
            :: else ->
                if
                :: true -> goto try_lost
                :: dst == FENCED -> goto reserve
                :: dst == RECEIVING -> goto sync
                :: dst == SEALED && SEALED_NOW -> goto fence
                :: dst == SEALED && !SEALED_NOW -> goto reserve
                fi
            fi
        :: src == QUIESCED && (dst == ABSENT || dst == REVOKED) -> goto try_lost
        :: src == FENCED && (dst == SEALED || dst == ACTIVATING || dst == ACTIVE) -> done_fence = true; fenced = true; goto activate
        :: src == FENCED && dst == OPEN -> goto arrived
        :: src == FENCED && (dst == ABSENT || dst == RECEIVING || dst == REVOKED || dst == FENCED) -> goto unfence
        :: dst == FINALIZING || src == FINALIZING -> goto attention
        :: else ->
            printf("the records do not fit: %d %d\n", src, dst);
            assert(UNFIT);
            goto attention
        fi
    };

begin:
    atomic {
        src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false;
        if
        :: walk == REVERSAL && (lost || nn >= TRIES) -> goto impossible
        :: walk != REVERSAL && nn >= TRIES -> goto fails
        :: walk != REVERSAL -> goto fails                            /* cancelled, or its budget is spent */
        :: nn < TRIES && !(walk == REVERSAL && lost)
        fi
    };
    if
    :: walk == FORWARD ->
        if
        :: atomic { ep[0] > o -> goto replaced }
        :: up[0]
        :: off_by_wish && !up[0] && st[0] == OPEN -> goto fails      /* not as it was planned: left alone */
        fi
    :: else
    fi;
    if
    :: walk != REVERSAL && st[DST] != RECEIVING ->
        call(vRESERVE, DST, 0);
        if
        :: rc != OK -> goto look
        :: else
        fi
    :: else
    fi;
    atomic {
        nn++;
#ifndef NO_FRESH_FENCE
        done_fence = false;
#endif
        fenced = false;
        journal()
    };
    call(vQUIESCE, SRC, nn);
    if
    :: rc == OK || STOPPED_ANYWAY(rc)
    :: rc == RUNS_ON && !STOPPED_ANYWAY(rc) && walk == REVERSAL -> goto impossible
    :: rc == RUNS_ON && !STOPPED_ANYWAY(rc) && walk != REVERSAL -> goto fails
    :: else -> goto look
    fi;

reserve:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false };
    if
    :: atomic { st[DST] == RECEIVING -> skip }
    :: st[DST] != RECEIVING ->
        call(vRESERVE, DST, 0);
        if
        :: rc != OK -> goto look
        :: else
        fi
    fi;

sync:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false };
#ifdef NO_SYNC_HOME
    if
    :: walk != FORWARD -> goto seal
    :: else
    fi;
#endif
    call(vSYNC, DST, 0);
    if
    :: rc == OK
    :: rc == REFUSED -> goto try_lost
    :: else -> goto look
    fi;
seal:
    call(vSEAL, DST, nn);
    if
    :: rc != OK -> goto look
    :: else
    fi;

fence:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false; journal() };
    call(vFENCE, SRC, nn);
    atomic { if
    :: rc == OK -> done_fence = true; fenced = true
    :: else -> goto look
    fi };

activate:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false };
    if
    :: st[DST] == FENCED -> call(vUNFENCE, DST, 0)
    :: st[DST] != FENCED -> call(vACTIVATE, DST, nn)
    /* it cannot be activated, and never begins to be (no space, a foreign copy in its place) */
    :: atomic { sick > 0 && st[DST] == SEALED && walk != ROLLBACK -> sick--; printf("orchestrator %d: ACTIVATE is REFUSED\n", o);
        if
        :: walk == FORWARD -> goto fails
        :: else -> goto try_lost
        fi }
    fi;
    if
    :: rc != OK -> goto look
    :: atomic { rc == OK && sick > 0 && walk == FORWARD -> sick--; printf("orchestrator %d: host 1 is SICK\n", o) };
        if
        :: off[1] -> goto attention
        :: atomic { !off[1] -> fenced = false; walk = REVERSAL; done_fence = false; lost = false; journal() }; goto look
        fi
    :: rc == OK -> skip
    fi;

arrived:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false };
    call(vGIVEBACK, DST, 0);
    if
    :: rc != OK -> goto look
    :: else
    fi;
    atomic {
        lost = false;
        if
        :: walk == FORWARD -> done_fence = true; state(MOVED)
        :: walk == REVERSAL -> walk = FORWARD; done_fence = false; state(FAILED); goto over
        :: walk == ROLLBACK -> walk = FORWARD; done_fence = false; state(HOME)
        fi
    };

commands:
    if
    :: atomic { finalizes > 0 && lease == o && jmove == MOVED && st[1] == OPEN && up[1] -> finalizes--;
        printf("orchestrator %d: FINALIZES\n", o) };
        call(vFINISH, 0, 0); goto commands
    :: atomic { finalizes > 0 && lease == o && jmove == HOME && st[0] == OPEN && up[0] -> finalizes--;
        printf("orchestrator %d: FINALIZES\n", o) };
        call(vFINISH, 1, 0); goto commands
    :: atomic { rollbacks > 0 && lease == o && jmove == MOVED -> rollbacks--; printf("orchestrator %d: ROLLS BACK\n", o);
        walk = ROLLBACK; done_fence = false; lost = false; nn = jn; jmove = RUNNING; journal() }; goto look
    :: goto over
    fi;

/* A try that came to nothing: first the destination cannot be activated any more, then the source runs again. */
unfence:
    atomic { done_fence = true };
try_lost:
    failing = false;
    goto undo;
fails:
    failing = true;
undo:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false;
        if
        :: off[SRC] -> failing = false; goto look
        :: else
        fi };
    if
    :: st[SRC] == FENCED || st[SRC] == ACTIVATING ->
        atomic { journal(); jundo = !fenced };
#ifndef NO_REVOKE
        if
        :: off[DST] -> failing = false; goto look
        :: !off[DST] && (st[DST] == RECEIVING || st[DST] == SEALED) ->
            call(vREVOKE, DST, 0);
            if
            :: rc != OK -> failing = false; goto look
            :: else
            fi
        :: !off[DST] && st[DST] == FENCED && ADOPT_IN_UNDO ->
            ask(DST, dst, dn, x, x);
            atomic { x = false; dn = 0; if
            :: dst == FENCED -> dst = 0
            :: else -> dst = 0; failing = false; goto look
            fi }
        :: !off[DST] && (st[DST] == ABSENT || st[DST] == REVOKED || (st[DST] == FENCED && !ADOPT_IN_UNDO))
        :: else -> failing = false; goto look
        fi;
#endif
        call(vUNFENCE, SRC, 0);
        if
        :: rc != OK -> failing = false; goto look
        :: else -> done_fence = false
        fi
    :: else
    fi;
    if
    :: st[SRC] == QUIESCED ->
        call(vRELEASE, SRC, q[SRC]);
        if
        :: rc != OK -> failing = false; goto look
        :: else
        fi
    :: else
    fi;
    if
    :: st[SRC] == RELEASED || st[SRC] == ACTIVE ->
        call(vGIVEBACK, SRC, 0);
        if
        :: rc != OK -> failing = false; goto look
        :: else
        fi
    :: else
    fi;
    atomic {
        lost = true; fenced = false;
        if
        :: !failing -> journal(); jundo = false; goto look
        :: else
        fi
    };
    if
    :: st[DST] == RECEIVING || st[DST] == SEALED ->
        call(vREVOKE, DST, 0);
        if
        :: rc != OK -> failing = false; goto look
        :: else
        fi
    :: else
    fi;
    atomic {
        failing = false; jundo = false; lost = false;
        if
        :: walk == ROLLBACK -> walk = FORWARD; done_fence = true; state(MOVED); goto commands
        :: else -> walk = FORWARD; done_fence = false; state(FAILED); goto over
        fi
    };

/* A sick destination that cannot come home. */
impossible:
    if
    :: DISCARD && st[0] == FENCED && nn <= TRIES ->
        atomic { if
        :: st[1] != QUIESCED -> nn++; journal()
        :: else
        fi };
        if
        :: st[1] != QUIESCED -> call(vQUIESCE, 1, nn); if :: rc != OK -> goto look :: else fi
        :: else
        fi;
        call(vFENCE, 1, nn);
        if
        :: rc != OK -> goto discard_failed
        :: else -> done_fence = true; fenced = true
        fi;
        call(vUNFENCE, 0, 0);
        if
        :: rc != OK -> goto discard_failed
        :: else -> goto arrived
        fi;
discard_failed:
        /* what has been begun is taken back, without a look at both ends */
        goto unfence
    :: else ->
        if
        :: st[1] == QUIESCED -> call(vRELEASE, 1, q[1]); if :: rc != OK -> goto look :: else fi
        :: else
        fi;
        if
        :: st[1] == RELEASED || st[1] == ACTIVE -> call(vGIVEBACK, 1, 0); if :: rc != OK -> goto look :: else fi
        :: else
        fi;
        goto attention
    fi;

/* One end, or both, do not answer. */
one_sided:
    if
    :: atomic { src != SILENT && src == QUIESCED -> src = 0; sn = 0; dst = 0; src_runs = false; src_boot = false };
        call(vRELEASE, SRC, nn);
        if :: rc != OK -> goto attention :: else fi;
        call(vGIVEBACK, SRC, 0);
        goto attention
    :: atomic { src != SILENT && src != QUIESCED -> goto attention }
    :: atomic { src == SILENT ->
        if
        :: (dst == ACTIVATING || dst == ACTIVE || (dst == SEALED && dn == nn)) && MAY_PASS_OVER -> printf("orchestrator %d: passes over the silent source\n", o); fenced = true; goto activate
        :: else -> goto attention
        fi }
    fi;

attention:
    atomic { src = 0; dst = 0; sn = 0; dn = 0; src_runs = false; src_boot = false;
        lost = false; failing = false;
        needs_human = true; state(ATTENTION) };
    if
    :: atomic { retries > 0 && lease == o -> retries--; needs_human = false; jmove = RUNNING; printf("orchestrator %d: RETRIES\n", o) }; goto look
    :: goto over
#if POWER_FENCE
    :: atomic { off[1] && st[0] == FENCED && walk == FORWARD && lease == o ->
        power_fenced = true; done_fence = false; journal(); jundo = true;
        printf("orchestrator %d: host 1 is known to be off\n", o) };
        newest[0] = true;
        call(vUNFENCE, 0, 0);
        if :: rc != OK -> goto over :: else fi;
        call(vGIVEBACK, 0, 0);
        atomic { if :: rc == OK -> needs_human = false; jundo = false; state(RECOVERED) :: else fi };
        goto over
#endif
    fi;

replaced:
gone:
    atomic { walk = 0; nn = 0; rc = 0; src = 0; dst = 0; sn = 0; dn = 0; tmp = 0; done_fence = false; fenced = false; lost = false;
        src_runs = false; src_boot = false; failing = false; dead[o] = true; goto finished };
over:
    atomic { walk = 0; nn = 0; rc = 0; src = 0; dst = 0; sn = 0; dn = 0; tmp = 0; done_fence = false; fenced = false; lost = false;
        src_runs = false; src_boot = false; failing = false; ended[o] = true };
finished:
    skip
}

/* the instance is down until a successor comes: said in the open, and kept as short as it can be */
#define DOWN(h) (st[h] == FENCED || st[h] == RECEIVING || st[h] == SEALED || st[h] == REVOKED || st[h] == ABSENT)

#define NOT_BROUGHT_UP(h) (st[h] == FENCED || st[h] == ACTIVATING)

init {
    atomic {
        st[0] = OPEN; st[1] = RECEIVING;
        up[0] = true; newest[0] = true;
        run Host(0); run Host(1); run Faults();
        byte c;
        for (c : 0 .. CALLS - 1) { run Call(c) }
        for (c : 0 .. ORCHESTRATORS - 1) { run Orchestrator(c) }
        c = 0
    }
    /* nothing is left to happen: exactly one runs, or a human is told, and nothing can be lost then either */
end:
    timeout -> assert(up[0] + up[1] == 1 || off_by_wish ||
        (dead[ORCHESTRATORS - 1] && DOWN(0) && DOWN(1)) ||
        (needs_human && (off[0] || off[1] || NOT_BROUGHT_UP(0) || NOT_BROUGHT_UP(1))))
}
