package io.evac.notice;

import io.evac.inventory.HostName;
import io.evac.list.Row;
import io.evac.plan.MoveId;
import io.evac.plan.PlanId;
import io.evac.plan.PlanStore;
import io.evac.report.BoxScore;
import io.evac.report.MoveReport;
import io.evac.report.Plain;
import io.evac.report.ReportJson;
import io.evac.report.Reports;
import io.evac.report.RunReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Words the notices: what has happened, how the run stands, and what may be typed now. */
final class Messages {
    private static final int SHOWN = 20;
    private static final JsonMapper JSON = ReportJson.mapper();
    private final Reports reports;
    private final PlanStore plans;
    private final NoticeStore store;
    private final OwnerLinks links;
    private final Templates templates;
    private final String url;

    /** @param url where people find the daemon's pages; empty for none */
    Messages(Reports reports, PlanStore plans, NoticeStore store, OwnerLinks links, Templates templates, String url) {
        this.templates = templates;
        this.reports = reports;
        this.plans = plans;
        this.store = store;
        this.links = links;
        this.url = url;
    }

    /** Mail addresses of the owners of what it is about. */
    Set<String> owners(Happening happening) {
        Stream<String> ofRun = reports.run(happening.subject()).stream()
                .flatMap(report -> owned(report).entrySet().stream()
                        .filter(owned ->
                                happening.what() != What.PLANNED || concerns(report, owned.getKey(), happening.at())))
                .filter(owned -> isAbout(happening, owned.getKey()))
                .map(Map.Entry::getValue);
        Stream<String> listed = happening.what() == What.REMINDER
                ? store.rows(happening.subject()).stream().flatMap(row -> row.owner().stream())
                : Stream.empty();
        return Stream.concat(ofRun, listed).filter(Target::isMail).collect(Collectors.toSet());
    }

    /** Whether it was to be moved at that time: of a further window, those whose instances have moved before are told nothing. */
    private static boolean concerns(RunReport run, String move, Instant at) {
        return run.moves().stream()
                .filter(it -> it.id().equals(move))
                .anyMatch(it -> it.mayStillWait()
                        || it.phases().stream()
                                .anyMatch(stay -> !stay.started().toInstant().isBefore(at)));
    }

    private static boolean isAbout(Happening happening, String move) {
        return happening.move().isEmpty() || happening.move().get().equals(move);
    }

    /** The owner who is offered to have the instance of the run moved early. */
    Optional<String> offeredTo(String run, MoveId move) {
        return plans.find(move.plan()).stream()
                .flatMap(plan -> plan.moves().stream())
                .filter(planned -> planned.id().equals(move))
                .filter(planned -> offers(store.targets(run), planned.instance().host()))
                .flatMap(planned -> planned.owner().stream())
                .filter(Target::isMail)
                .findFirst();
    }

    private static boolean offers(List<Target> targets, HostName host) {
        return targets.stream().anyMatch(target -> target.offers(host));
    }

    private Map<String, String> owned(RunReport run) {
        return owned(new PlanId(run.plan()));
    }

    private Map<String, String> owned(PlanId id) {
        return plans.find(id).stream()
                .flatMap(plan -> plan.moves().stream())
                .filter(move -> move.owner().isPresent())
                .collect(Collectors.toMap(
                        move -> move.id().value(), move -> move.owner().orElseThrow()));
    }

    /** Why a template of the operator's cannot be used; empty when all can. */
    Optional<String> obstacle() {
        return templates.problem();
    }

    Message of(Notice notice) {
        Optional<RunReport> run = reports.run(notice.happening().subject());
        return run.map(report -> notice.kind() == Target.Kind.OWNERS ? ofOwner(notice, report) : ofRun(notice, report))
                .orElseGet(() -> ofSchedule(notice));
    }

    private Message ofSchedule(Notice notice) {
        Happening happening = notice.happening();
        String schedule = happening.subject();
        StringBuilder text = new StringBuilder(Plain.line(happening.text())).append('\n');
        if (notice.kind() == Target.Kind.OWNERS) {
            List<Row> own = store.rows(schedule).stream()
                    .filter(row -> row.owner().filter(notice.address()::equals).isPresent())
                    .toList();
            listed(
                    text,
                    own.stream()
                            .map(row -> (row.instance().isPresent() ? row.instanceText() : "every instance") + " on "
                                    + row.host())
                            .toList());
            return message(notice, yours(own.stream().map(Row::instanceText).toList()), text, Map.of(), Map.of());
        }
        return message(notice, schedule, text, Map.of("schedule", schedule), Map.of("schedule", schedule));
    }

    private Message ofRun(Notice notice, RunReport run) {
        StringBuilder text =
                new StringBuilder(head(run)).append(BoxScore.line(run)).append('\n');
        List<MoveReport> sorted = BoxScore.sorted(run.moves());
        moves(text, sorted);
        text.append("\n  evac status ").append(run.id()).append('\n');
        String page = url.isEmpty() ? "" : url + "/runs/" + run.id();
        if (!page.isEmpty()) {
            text.append("  ").append(page).append('\n');
        }
        String score = BoxScore.line(run);
        Map<String, Object> words = new HashMap<>(words(run, sorted));
        words.putAll(Map.of("score", score, "link", page));
        return message(notice, run.list() + " " + run.id() + ": " + score, text, Map.of("run", run), words);
    }

    /** Nothing of anybody else's instances, and no number of them. */
    private Message ofOwner(Notice notice, RunReport run) {
        Map<String, String> owned = owned(run);
        List<MoveReport> own = run.moves().stream()
                .filter(move -> notice.address().equals(owned.get(move.id())))
                .filter(move -> isAbout(notice.happening(), move.id()))
                .toList();
        StringBuilder text = new StringBuilder(head(run));
        moves(text, own);
        Map<String, String> offers = offers(run.id(), own);
        if (!offers.isEmpty()) {
            text.append("\nUntil the window opens you may have them moved earlier, or choose when:\n");
            listed(
                    text,
                    offers.entrySet().stream()
                            .map(offer -> offer.getKey() + ": " + offer.getValue())
                            .toList());
        }
        Map<String, Object> words = new HashMap<>(words(run, own));
        words.put(
                "offers",
                offers.entrySet().stream()
                        .map(offer -> Map.of("instance", offer.getKey(), "link", offer.getValue()))
                        .toList());
        String yours = yours(own.stream().map(MoveReport::instance).toList());
        return message(notice, yours, text, Map.of("moves", own), words);
    }

    /** For templates: of a run, and of those of its moves that the reader may know of. */
    private static Map<String, Object> words(RunReport run, List<MoveReport> moves) {
        return Map.of(
                "run",
                run.id(),
                "state",
                run.state(),
                "window",
                run.window().orElse(""),
                "moves",
                moves.stream().map(Messages::words).toList());
    }

    private static Map<String, Object> words(MoveReport move) {
        return Map.of(
                "instance",
                move.instance(),
                "from",
                move.from(),
                "to",
                move.to(),
                "type",
                move.type(),
                "state",
                move.state(),
                "code",
                move.code().orElse(""),
                "message",
                move.message().orElse(""),
                "downtimeMillis",
                move.downtimeMillis().map(String::valueOf).orElse(""));
    }

    /** A link for each instance, where the list offers them, as long as the window has not opened. */
    private Map<String, String> offers(String run, List<MoveReport> own) {
        Map<String, String> offers = new LinkedHashMap<>();
        List<Target> targets = store.targets(run);
        store.opens(run)
                .ifPresent(opens -> own.stream()
                        .filter(MoveReport::mayStillWait)
                        .filter(move -> offers(targets, new HostName(move.from())))
                        .forEach(move -> links.to(new MoveId(move.id()), opens)
                                .ifPresent(link -> offers.put(move.instance(), link))));
        return offers;
    }

    private static String yours(List<String> instances) {
        String more = instances.size() > 3 ? " and " + (instances.size() - 3) + " more" : "";
        return "your " + instances.stream().limit(3).collect(Collectors.joining(", ")) + more;
    }

    private static String head(RunReport run) {
        return run.window()
                .map(window -> "Window: " + Plain.line(window) + "\n")
                .orElse("");
    }

    private static void moves(StringBuilder text, List<MoveReport> moves) {
        listed(
                text,
                moves.stream()
                        .map(move -> move.instance() + ", " + move.from() + " to " + move.to() + ": " + move.state()
                                + move.message()
                                        .map(why -> ", " + move.code().orElse("") + " " + why)
                                        .orElse(""))
                        .toList());
    }

    private static void listed(StringBuilder text, List<String> lines) {
        lines.stream()
                .limit(SHOWN)
                .forEach(line -> text.append("- ").append(Plain.line(line)).append('\n'));
        if (lines.size() > SHOWN) {
            text.append("- and ").append(lines.size() - SHOWN).append(" more\n");
        }
    }

    /** In the operator's own words where there is a template; programs are told the same whatever it says. */
    private Message message(
            Notice notice, String about, StringBuilder text, Map<String, ?> facts, Map<String, Object> words) {
        Happening happening = notice.happening();
        String json = JSON.writeValueAsString(new Told(
                RunReport.SCHEMA_VERSION,
                happening.event(),
                happening.what().word(),
                happening.subject(),
                happening.at().toString(),
                happening.text(),
                facts));
        Templates.Worded usual =
                new Templates.Worded("[evac] " + happening.what().word() + ": " + Plain.line(about), text.toString());
        Templates.Worded worded = notice.kind() == Target.Kind.WEBHOOK ? usual : templates.word(notice, usual, words);
        return new Message(happening.event(), worded.subject(), worded.text(), json);
    }

    /**
     * What a webhook is sent.
     *
     * @param event rises, and is the same when it is sent again
     * @param facts the run as the API has it
     */
    record Told(
            int schemaVersion, long event, String what, String subject, String at, String text, Map<String, ?> facts) {}
}
