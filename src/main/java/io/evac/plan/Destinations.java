package io.evac.plan;

import io.evac.inventory.HostName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All hosts as destinations, and the rules that say who may go where. */
final class Destinations {
    private record Blocked(Site site, int rule, double gap) {}

    private final List<Site> sites;
    private final Map<HostName, Site> byName = new HashMap<>();
    private final List<Rule> rules;
    private final int firstOfInstance;
    private final List<Site> open;
    private final DriverSaysNo unfit = new DriverSaysNo();

    /** @param leaving hosts that rows of the list leave */
    Destinations(World world, Set<HostName> leaving, int reservePercent, Estimator estimator) {
        this.sites = world.inventory().hosts().stream()
                .map(host -> new Site(
                        host,
                        Optional.ofNullable(world.reports().get(host.name())),
                        reservePercent,
                        estimator.rate(host)))
                .sorted(Comparator.comparing(Site::name))
                .toList();
        sites.forEach(site -> byName.put(site.name(), site));
        List<HostRule> ofHost = List.of(
                new ReachRule(world.beyond()),
                new LeavingRule(leaving),
                new AcceptsRule(),
                new CordonRule(world.cordoned()),
                new SurveyedRule(world));
        List<Rule> ofPair = List.of(
                new DriverRule(),
                new NameRule(),
                new DowntimeRule(),
                new ApartRule(),
                unfit,
                new CapacityRule(reservePercent));
        this.open = sites.stream()
                .filter(site -> ofHost.stream().allMatch(rule -> rule.allows(site)))
                .toList();
        this.rules = Stream.concat(ofHost.stream(), ofPair.stream()).toList();
        this.firstOfInstance = ofHost.size() + 1;
    }

    /** What drivers have said of places. */
    DriverSaysNo unfit() {
        return unfit;
    }

    /** By name. */
    List<Site> sites() {
        return sites;
    }

    /** The hosts that take instances at all, by name. */
    List<Site> open() {
        return open;
    }

    /** Where the bundle may be put: wherever instances are taken, or where the list says. */
    List<Site> candidates(Bundle bundle) {
        return named(bundle).orElse(open);
    }

    private Optional<List<Site>> named(Bundle bundle) {
        return bundle.destination().map(byName::get).map(List::of);
    }

    boolean allows(Bundle bundle, Site site) {
        for (Rule rule : rules) {
            if (!rule.allows(bundle, site)) {
                return false;
            }
        }
        return true;
    }

    /** Whether room is all that is missing. */
    boolean lacksOnlyRoom(Bundle bundle, Site site) {
        for (Rule rule : rules.subList(0, rules.size() - 1)) {
            if (!rule.allows(bundle, site)) {
                return false;
            }
        }
        return !rules.getLast().allows(bundle, site);
    }

    /** Why the bundle has nowhere to go: what the nearest host lacks, or what speaks against all of them. */
    Obstacle obstacle(Bundle bundle) {
        List<Blocked> blocked = named(bundle).orElse(sites).stream()
                .flatMap(site -> blocked(bundle, site).stream())
                .toList();
        Optional<Blocked> nearest = blocked.stream()
                .max(Comparator.comparingInt(Blocked::rule)
                        .thenComparing(Blocked::gap, Comparator.reverseOrder())
                        .thenComparing(b -> b.site().name(), Comparator.reverseOrder()));
        if (nearest.isPresent()
                && (bundle.destination().isPresent() || nearest.get().rule() >= firstOfInstance)) {
            Obstacle obstacle = obstacle(bundle, nearest.get());
            String reason = bundle.destination().isPresent() || blocked.size() == 1
                    ? obstacle.reason()
                    : "no host can take it; the nearest: " + obstacle.reason();
            return new Obstacle(obstacle.code(), reason, obstacle.remedy());
        }
        return nowhere(bundle, blocked);
    }

    private Obstacle obstacle(Bundle bundle, Blocked blocked) {
        return rules.get(blocked.rule()).obstacle(bundle, blocked.site());
    }

    private Optional<Blocked> blocked(Bundle bundle, Site site) {
        for (int i = 0; i < rules.size(); i++) {
            if (!rules.get(i).allows(bundle, site)) {
                return Optional.of(new Blocked(site, i, rules.get(i).gap(bundle, site)));
            }
        }
        return Optional.empty();
    }

    private Obstacle nowhere(Bundle bundle, List<Blocked> blocked) {
        Map<String, Integer> counts = new TreeMap<>();
        blocked.forEach(b -> counts.merge(word(obstacle(bundle, b).code()), 1, Integer::sum));
        String all = String.join(
                ", ",
                counts.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .toList());
        return new Obstacle(
                Codes.NO_DESTINATION,
                "no host may take it: of " + blocked.size() + " hosts " + all,
                "Maybe add a host of the same driver that accepts instances and is not on the list");
    }

    private static String word(String code) {
        return switch (code) {
            case Codes.DESTINATION_IS_SOURCE -> "where it is already";
            case Codes.DESTINATION_LEAVES -> "on the list itself";
            case Codes.DESTINATION_ACCEPTS_NOTHING -> "not accepting";
            case Codes.DESTINATION_CORDONED -> "cordoned";
            case Codes.DESTINATION_NOT_SURVEYED -> "not surveyed";
            default -> "of another driver";
        };
    }
}
