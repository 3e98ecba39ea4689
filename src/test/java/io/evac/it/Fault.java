package io.evac.it;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What befalls an evacuation: it strikes while one move is held at a place, and is healed later. */
enum Fault {
    /** By SIGKILL, in the middle of what it was let go on with; then another is started. */
    DAEMON_KILLED {
        @Override
        void strike(Scene scene) throws Exception {
            scene.goOn();
            scene.killDaemon();
        }

        @Override
        void heal(Scene scene) throws Exception {
            scene.startDaemon();
        }
    },
    /** By SIGSTOP, past its lease, until another has taken the run over; then it wakes up in the middle of its step. */
    DAEMON_PAUSED {
        @Override
        void strike(Scene scene) throws Exception {
            scene.pauseDaemon();
        }

        @Override
        void heal(Scene scene) throws Exception {
            scene.takeOver();
            scene.wakeDaemon();
            scene.goOn();
        }
    },
    SOURCE_CUT("cut", "plug", Scene::source),
    DESTINATION_CUT("cut", "plug", Scene::destination),
    SOURCE_POWER_LOST("poweroff", "start", Scene::source),
    DESTINATION_POWER_LOST("poweroff", "start", Scene::destination),
    /** Of both hosts at one moment; later both boot. */
    BOTH_POWER_LOST {
        @Override
        void strike(Scene scene) throws Exception {
            scene.lab("poweroff", scene.source(), scene.destination());
            scene.goOn();
        }

        @Override
        void heal(Scene scene) throws Exception {
            scene.lab("start", scene.source(), scene.destination());
        }
    },
    DESTINATION_FULL {
        @Override
        void prepare(Scene scene) throws Exception {
            scene.makeDestinationsSmall();
        }

        @Override
        void strike(Scene scene) throws Exception {
            scene.fill(scene.destination());
            scene.goOn();
        }

        @Override
        void heal(Scene scene) throws Exception {
            scene.free(scene.destination());
        }
    },
    SOURCE_LIBVIRTD_KILLED("libvirtd-kill", "libvirtd-start", Scene::source),
    DESTINATION_LIBVIRTD_KILLED("libvirtd-kill", "libvirtd-start", Scene::destination),
    /** It hears of no shutdown, now or later. */
    GUEST_REFUSES {
        @Override
        void strike(Scene scene) throws Exception {
            scene.goOn();
        }

        @Override
        void heal(Scene scene) {}
    },
    SOURCE_KEY_CHANGED("rekey", "rekey", Scene::source, "back"),
    DESTINATION_KEY_CHANGED("rekey", "rekey", Scene::destination, "back"),
    DATABASE_STOPPED {
        @Override
        void strike(Scene scene) throws Exception {
            scene.mysql().cut();
            scene.goOn();
        }

        @Override
        void heal(Scene scene) throws Exception {
            scene.mysql().startAgain();
        }
    };

    /** Longer than it takes to see that a host does not answer (9 s), well within a downtime budget (120 s). */
    private static final Duration MOST = Duration.ofSeconds(20);

    /** Beyond what is left of the lease when the last renewal was just before. */
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(16);

    private final String begins;
    private final String ends;
    private final Optional<Function<Scene, String>> at;
    private final String[] more;

    Fault() {
        begins = "";
        ends = "";
        at = Optional.empty();
        more = new String[0];
    }

    /** Two commands of the lab on one host; {@code more} are the second one's further words. */
    Fault(String begins, String ends, Function<Scene, String> at, String... more) {
        this.begins = begins;
        this.ends = ends;
        this.at = Optional.of(at);
        this.more = more;
    }

    /** What must be there before anything runs. */
    void prepare(Scene scene) throws Exception {}

    /** It happens, and the move that is held goes on into it. */
    void strike(Scene scene) throws Exception {
        scene.lab(begins, host(scene));
        scene.goOn();
    }

    void heal(Scene scene) throws Exception {
        scene.lab(Stream.concat(Stream.of(ends, host(scene)), Stream.of(more)).toArray(String[]::new));
    }

    private String host(Scene scene) {
        return at.orElseThrow().apply(scene);
    }

    /** Whether only guests of hypervisors meet it. */
    boolean ofHypervisors() {
        return switch (this) {
            case SOURCE_LIBVIRTD_KILLED, DESTINATION_LIBVIRTD_KILLED, GUEST_REFUSES, BOTH_POWER_LOST -> true;
            default -> false;
        };
    }

    /** Whether the journal must be on MySQL for it. */
    boolean onMySql() {
        return this == DATABASE_STOPPED || this == DAEMON_PAUSED;
    }

    /** Healed after so long, or as soon as the run's history says that it was noticed. */
    Duration lasts() {
        return switch (this) {
            case DAEMON_KILLED, DAEMON_PAUSED, GUEST_REFUSES -> Duration.ZERO;
            case DATABASE_STOPPED -> DATABASE_AWAY;
            case SOURCE_CUT,
                    DESTINATION_CUT,
                    SOURCE_POWER_LOST,
                    DESTINATION_POWER_LOST,
                    BOTH_POWER_LOST,
                    DESTINATION_FULL,
                    SOURCE_LIBVIRTD_KILLED,
                    DESTINATION_LIBVIRTD_KILLED,
                    SOURCE_KEY_CHANGED,
                    DESTINATION_KEY_CHANGED -> MOST;
        };
    }

    /** Whether it is at one destination only, and so no business of moves to another. */
    boolean atOneDestination() {
        return switch (this) {
            case DESTINATION_CUT,
                    DESTINATION_POWER_LOST,
                    DESTINATION_FULL,
                    DESTINATION_LIBVIRTD_KILLED,
                    DESTINATION_KEY_CHANGED -> true;
            case DAEMON_KILLED,
                    DAEMON_PAUSED,
                    SOURCE_CUT,
                    SOURCE_POWER_LOST,
                    BOTH_POWER_LOST,
                    SOURCE_LIBVIRTD_KILLED,
                    GUEST_REFUSES,
                    SOURCE_KEY_CHANGED,
                    DATABASE_STOPPED -> false;
        };
    }

    /** For people, e.g. {@code source-power-lost}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
