package io.evac.api;

import io.evac.access.AuditTrail;
import io.evac.access.TokenStore;
import io.evac.access.Tokens.Token;
import io.evac.access.UserStore;
import io.evac.daemon.KeyedRequests;
import io.evac.hook.HookCall;
import io.evac.hook.HookCaller;
import io.evac.hook.Hooks;
import io.evac.inventory.Address;
import io.evac.inventory.Bandwidth;
import io.evac.inventory.ByteSize;
import io.evac.inventory.Capacity;
import io.evac.inventory.CapacityLimit;
import io.evac.inventory.Host;
import io.evac.inventory.HostName;
import io.evac.inventory.HostScope;
import io.evac.inventory.InstanceName;
import io.evac.inventory.InstanceRef;
import io.evac.inventory.Inventory;
import io.evac.inventory.Slots;
import io.evac.inventory.SshSettings;
import io.evac.migration.SteadyClock;
import io.evac.migration.Waiter;
import io.evac.notice.Notices;
import io.evac.notice.Target;
import io.evac.plan.Estimate;
import io.evac.plan.HostLoad;
import io.evac.plan.MigrationType;
import io.evac.plan.Move;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Plans;
import io.evac.plan.Policy;
import io.evac.plan.Refusal;
import io.evac.report.Census;
import io.evac.report.EventReport;
import io.evac.report.Reports;
import io.evac.report.RunQuery;
import io.evac.report.RunReport;
import io.evac.report.RunSamples;
import io.evac.run.CordonStore;
import io.evac.run.CutoverWish;
import io.evac.run.Hosts;
import io.evac.run.Hosts.Verdict;
import io.evac.run.LastInventory;
import io.evac.run.RunId;
import io.evac.run.Runs;
import io.evac.schedule.Schedules;
import io.evac.schedule.Window;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The façades as the doors see them: fixed answers, and a record of what was asked. */
@Configuration(proxyBeanMethods = false)
public class FakeFacades {
    public static final Instant NOW = Instant.parse("2026-12-05T21:00:00Z");

    /** What was asked, e.g. {@code apply P-9f3c21ab by jo}. */
    public static final class Asked {
        public final List<String> calls = new CopyOnWriteArrayList<>();
        public volatile Plans.Request request = new Plans.Request("", new byte[0], Policy.DEFAULT, List.of(), Set.of());
        public volatile RunReport run = RunSamples.ended();
        public volatile Optional<Runs.RefusedException> refusal = Optional.empty();
        public volatile long lastEventBefore;
        public volatile List<EventReport> events = List.of();
        public final List<Schedules.Schedule> schedules = new CopyOnWriteArrayList<>();
        /** The window of every plan's run, R-17. */
        public volatile Optional<Window> window = Optional.empty();

        public volatile boolean offersLinks;
    }

    @Bean
    Asked asked() {
        return new Asked();
    }

    @Bean
    Clock clock() {
        return new MovedClock();
    }

    /** Stands still at {@link #NOW} until a test moves it. */
    public static final class MovedClock extends Clock {
        private volatile Duration later = Duration.ZERO;

        public void move(Duration time) {
            later = later.plus(time);
        }

        @Override
        public Instant instant() {
            return NOW.plus(later);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.ofHours(1);
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.fixed(instant(), zone);
        }
    }

    @Bean
    TokenStore tokenStore() {
        return new TokenStore() {
            private final Map<String, Token> kept = new ConcurrentHashMap<>();

            @Override
            public boolean add(Token token, String digest) {
                boolean taken =
                        kept.values().stream().anyMatch(other -> other.name().equals(token.name()));
                return !taken && kept.put(digest, token) == null;
            }

            @Override
            public List<Token> all() {
                return List.copyOf(kept.values());
            }

            @Override
            public Optional<Token> find(String digest) {
                return Optional.ofNullable(kept.get(digest));
            }

            @Override
            public boolean remove(String name, String actor) {
                return kept.values().removeIf(token -> token.name().equals(name));
            }
        };
    }

    @Bean
    UserStore userStore() {
        return new MemoryUsers();
    }

    @Bean
    AuditTrail auditTrail(Clock clock) {
        return new MemoryTrail(clock);
    }

    /** Of one process. */
    @Bean
    KeyedRequests keyedRequests() {
        return new KeyedRequests() {
            private final Map<String, String> bodies = new ConcurrentHashMap<>();
            private final Map<String, Answer> answers = new ConcurrentHashMap<>();

            @Override
            public Known take(String key, String body) {
                String before = bodies.putIfAbsent(key, body);
                if (before == null) {
                    return new Known.Nothing(0);
                }
                return !before.equals(body)
                        ? new Known.Another()
                        : answers.containsKey(key) ? new Known.Answered(answers.get(key)) : new Known.UnderWay();
            }

            @Override
            public void answer(String key, long since, Answer answer) {
                answers.put(key, answer);
            }

            @Override
            public void giveUp(String key, long since) {
                bodies.remove(key);
            }
        };
    }

    @Bean
    SteadyClock steadyClock(Clock clock) {
        return new SteadyClock(clock, System::nanoTime);
    }

    @Bean
    Waiter waiter() {
        return time -> Thread.sleep(Math.min(20, time.toMillis()));
    }

    public static Plan plan() {
        PlanDigest digest = new PlanDigest(RunSamples.DIGEST);
        PlanId id = PlanId.of(digest);
        Capacity small = new Capacity(1, new ByteSize(1 << 20), new ByteSize(1 << 21));
        Capacity big = new Capacity(16, new ByteSize(1L << 36), new ByteSize(1L << 40));
        Move move = new Move(
                MoveId.of(id, 1),
                2,
                new InstanceRef(new HostName("alpha"), new InstanceName("web-01")),
                new HostName("beta"),
                MigrationType.SEMI_LIVE,
                0,
                small,
                Optional.empty(),
                Duration.ofSeconds(60),
                Optional.empty(),
                Optional.empty(),
                true,
                "f",
                0,
                0,
                new Estimate(1 << 21, Duration.ofSeconds(90), Duration.ofMillis(800)),
                "most room");
        return new Plan(
                id,
                digest,
                "rack7.csv",
                NOW,
                Policy.DEFAULT,
                List.of(move),
                List.of(new Refusal(3, "=mail-03", "alpha", "EVAC-214", "no host has 64GiB free", "Maybe add a host.")),
                List.of(new HostLoad(new HostName("alpha"), big, small, Capacity.NONE, 0, 1)),
                List.of("beta's clock is 3 s ahead"));
    }

    @Bean
    Plans plans(Asked asked) {
        return new Plans() {
            @Override
            public Plan create(Request request) {
                asked.request = request;
                if (request.csv().length == 0) {
                    throw new RejectedException(List.of("x.csv:1:1: no header. Maybe add one [EVAC-101]"));
                }
                return plan();
            }

            @Override
            public Plan restore(HostName host, Set<String> accept, HostScope hosts) {
                asked.calls.add("restore " + host + " " + accept);
                return plan();
            }

            @Override
            public Plan store(Plan plan) {
                return plan;
            }

            @Override
            public Optional<Plan> find(PlanId id) {
                return Optional.of(plan()).filter(plan -> plan.id().equals(id));
            }

            @Override
            public List<PlanId> list() {
                return List.of(plan().id());
            }

            @Override
            public List<String> differences(Plan plan) {
                return List.of();
            }

            @Override
            public List<String> commands(Plan plan) {
                return List.of("alpha: tar -c web-01");
            }
        };
    }

    @Bean
    Runs runs(Asked asked) {
        return new Runs() {
            private void ask(String call) {
                asked.calls.add(call);
                asked.refusal.ifPresent(refused -> {
                    throw refused;
                });
            }

            @Override
            public RunId apply(PlanId plan, Optional<Bandwidth> bandwidth, Optional<Hooks> hooks, String actor) {
                ask("apply " + plan + bandwidth.map(limit -> " within " + limit).orElse("")
                        + hooks.map(calls -> " calling " + calls).orElse("") + " by " + actor);
                return new RunId("R-17");
            }

            @Override
            public void willMissWindow(RunId run, String window, String why) {
                ask(run + " " + why);
            }

            @Override
            public Map<RunId, String> waiting() {
                return Map.of(new RunId("R-9"), "gone");
            }

            @Override
            public void strand(RunId run, String why) {
                ask("strand " + run + " " + why);
            }

            @Override
            public void leaveWindow(RunId run, String actor) {
                ask("leave the window of " + run + " by " + actor);
            }

            @Override
            public void resume(RunId run, List<String> instances, String actor) {
                ask("resume " + run + " " + instances + " by " + actor);
            }

            @Override
            public void pause(RunId run, List<String> instances, String actor) {
                ask("pause " + run + " " + instances);
            }

            @Override
            public void cutover(RunId run, List<String> instances, CutoverWish wish, String actor) {
                ask("cutover " + run + " " + instances + " " + wish.words() + " by " + actor);
            }

            @Override
            public void limit(RunId run, Bandwidth bandwidth, String actor) {
                ask("limit " + run + " " + bandwidth + " by " + actor);
            }

            @Override
            public void hooks(RunId run, Hooks hooks, String actor) {
                ask("hooks " + run + " " + hooks + " by " + actor);
            }

            @Override
            public void cancel(RunId run, List<String> instances, String actor) {
                ask("cancel " + run + " " + instances);
            }

            @Override
            public void retry(RunId run, List<String> instances, Optional<KnownOff> off, String actor) {
                ask("retry " + run + " " + instances + off(off));
            }

            private String off(Optional<KnownOff> off) {
                return off.map(known -> (known.powerFence() ? " power-fence " : " off ") + known.host())
                        .orElse("");
            }

            @Override
            public void rollback(RunId run, List<String> instances, String actor) {
                ask("rollback " + run + " " + instances);
            }

            @Override
            public void discard(RunId run, List<String> instances, Optional<KnownOff> off, String actor) {
                ask("discard " + run + " " + instances + off(off));
            }

            @Override
            public void finalizeMoves(RunId run, List<String> instances, String actor) {
                ask("finalize " + run + " " + instances);
            }

            @Override
            public void keepHouse() {
                asked.calls.add("keep house");
            }

            @Override
            public Optional<RunId> ofPlan(PlanId plan) {
                return asked.window.map(window -> new RunId("R-17"));
            }

            @Override
            public Optional<Window> window(RunId run) {
                return asked.window;
            }

            @Override
            public List<RunId> interrupted() {
                return List.of(new RunId("R-9"));
            }
        };
    }

    @Bean
    Reports reports(Asked asked) {
        return new Reports() {
            @Override
            public Optional<RunReport> run(String id) {
                return Optional.of(asked.run).filter(run -> run.id().equals(id));
            }

            @Override
            public Optional<String> state(String run) {
                return run(run).map(RunReport::state);
            }

            @Override
            public long countEvents(String run, long after) {
                return asked.events.stream()
                        .filter(event -> event.number() > after)
                        .count();
            }

            @Override
            public boolean within(String run, Set<String> hosts) {
                return run(run).stream()
                        .flatMap(report -> report.moves().stream())
                        .allMatch(move -> hosts.contains(move.from()) && hosts.contains(move.to()));
            }

            @Override
            public List<RunReport> runs(RunQuery query) {
                if (!query.equals(RunQuery.EVERY)) {
                    asked.calls.add("list " + query);
                }
                return query.hosts().isEmpty()
                                || within(asked.run.id(), query.hosts().get())
                        ? List.of(asked.run)
                        : List.of();
            }

            @Override
            public List<EventReport> events(long after, int limit) {
                return events("", after, limit);
            }

            @Override
            public long lastEvent() {
                return 0;
            }

            @Override
            public long lastEventBefore(Instant then) {
                return asked.lastEventBefore;
            }

            @Override
            public Census census() {
                return new Census(Map.of(asked.run.state(), 1), Map.of(), 0, 0, 0);
            }

            @Override
            public List<EventReport> events(String run, long after, int limit) {
                return asked.events.stream()
                        .filter(event -> event.number() > after)
                        .limit(limit)
                        .toList();
            }
        };
    }

    @Bean
    LastInventory lastInventory() {
        return new LastInventory(
                () -> new Inventory(List.of(), new SshSettings(Path.of("id"), Path.of("known_hosts"))));
    }

    @Bean
    Hosts hosts(Asked asked) {
        Host alpha = new Host(
                new HostName("alpha"),
                new Address("192.0.2.11", 22, "root", Optional.empty()),
                "files",
                CapacityLimit.NONE,
                Slots.DEFAULT,
                Bandwidth.UNLIMITED,
                true,
                Map.of(),
                List.of(),
                Map.of());
        return new Hosts() {
            @Override
            public List<HostView> list() {
                return List.of(new HostView(
                        alpha,
                        Optional.of(new CordonStore.Cordon(alpha.name(), "uma", Instant.EPOCH)),
                        Optional.empty(),
                        Optional.of("no route. Maybe it is off")));
            }

            @Override
            public Optional<HostView> find(HostName host) {
                if (host.value().equals("kvm1")) {
                    return Optional.of(HostSamples.surveyed());
                }
                return list().stream()
                        .filter(view -> view.host().name().equals(host))
                        .findFirst();
            }

            @Override
            public List<DoctorFinding> doctor(List<HostName> hosts) {
                List<DoctorFinding> findings = new ArrayList<>();
                hosts.forEach(
                        host -> findings.add(new DoctorFinding(host, Verdict.OK, "ssh", "answers", Optional.empty())));
                return findings;
            }

            @Override
            public void cordon(HostName host, boolean cordoned, String actor) {
                asked.calls.add("cordon " + host + " " + cordoned);
            }
        };
    }

    /** Of hooks whose names begin with lb. */
    @Bean
    HookCaller hookCaller() {
        return new HookCaller() {
            @Override
            public Optional<String> obstacle(String name) {
                return name.startsWith("lb")
                        ? Optional.empty()
                        : Optional.of("there is no hook " + name + ". Maybe add it");
            }

            @Override
            public Optional<String> call(String name, HookCall call) {
                return obstacle(name);
            }

            @Override
            public Duration longest(String name) {
                return Duration.ZERO;
            }
        };
    }

    @Bean
    Notices notices(Asked asked) {
        return new Notices() {
            @Override
            public Optional<String> obstacle(Collection<Target> targets) {
                return targets.stream().anyMatch(target -> target.kind() == Target.Kind.WEBHOOK)
                        ? Optional.of("webhooks are signed, and there is no secret. Maybe set one")
                        : Optional.empty();
            }

            @Override
            public Optional<String> offeredTo(String run, MoveId move) {
                return asked.offersLinks ? Optional.of("web@example.org") : Optional.empty();
            }

            @Override
            public void start() {}
        };
    }

    @Bean
    Schedules schedules(Asked asked) {
        return new Schedules() {
            @Override
            public boolean over(String name) {
                return name.equals("gone");
            }

            @Override
            public void add(Schedule schedule, String actor) {
                asked.schedules.removeIf(old -> old.name().equals(schedule.name()));
                asked.schedules.add(schedule);
            }

            @Override
            public void addNew(Schedule schedule, String actor) {
                asked.schedules.add(schedule);
            }

            @Override
            public Optional<String> lastRun(String name) {
                return Optional.empty();
            }

            @Override
            public List<Instant> check(Schedule schedule, int count) {
                return List.of(NOW);
            }

            @Override
            public void keepHouse() {}

            @Override
            public List<Schedule> list() {
                return asked.schedules;
            }

            @Override
            public List<Instant> next(String name, int count) {
                return List.of(NOW);
            }

            @Override
            public Optional<Window> window(Schedule schedule, Instant opens) {
                return schedule.limits()
                        .map(limits -> new Window(
                                opens,
                                opens.plusSeconds(12_600),
                                opens.plusSeconds(14_400),
                                limits.capacity(),
                                true,
                                ZoneId.of("Europe/Berlin"),
                                limits.preSync()));
            }

            @Override
            public String calendar(List<Schedule> some) {
                return "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
            }

            @Override
            public void enable(String name, boolean enabled, String actor) {
                asked.calls.add("enable " + name + " " + enabled);
            }

            @Override
            public String run(String name, String actor) {
                return "R-17";
            }
        };
    }

    @Bean
    PlanFormat planFormat() {
        return new PlanFormat() {
            @Override
            public String write(Plan plan) {
                return "{\"id\":\"" + plan.id() + "\"}";
            }

            @Override
            public Plan read(String json) {
                return plan();
            }
        };
    }
}
