package io.evac.notice;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import io.evac.report.Plain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own words for mails: Mustache files beside hosts.yaml, {@code notices/<what>.mustache} or {@code
 * all.mustache}, and with {@code owner-} before that for owners. The first line is {@code Subject: …}, the second empty. They
 * are read anew for each mail; with one that cannot be used the mail goes in our words.
 */
final class Templates {
    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);
    private static final String SUFFIX = ".mustache";
    private static final String OWNER = "owner-";
    private static final String ALL = "all";
    private static final String SUBJECT = "Subject:";

    /** No partials: a template is one file. What is not known is nothing. */
    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false)
            .defaultValue("")
            .withLoader(name -> {
                throw new MustacheException("{{>" + name + "}}: a template is one file");
            });

    private final Path folder;

    /** A mail. */
    record Worded(String subject, String text) {}

    /** @param folder which need not be there */
    Templates(Path folder) {
        this.folder = folder;
    }

    /** @param words by name: texts, or lists of such maps */
    Worded word(Notice notice, Worded usual, Map<String, Object> words) {
        Happening happening = notice.happening();
        Optional<Path> file = file(happening.what(), notice.kind() == Target.Kind.OWNERS);
        if (file.isEmpty()) {
            return usual;
        }
        Map<String, Object> all = new HashMap<>();
        words.forEach((name, value) -> all.put(name, plain(value)));
        all.put("what", happening.what().word());
        all.put("at", Plain.time(happening.at().atOffset(ZoneOffset.UTC)));
        // Of a whole run it counts all of its moves, also those that are not the owner's.
        boolean others = notice.kind() == Target.Kind.OWNERS && happening.move().isEmpty();
        all.put("event", others ? "" : Plain.line(happening.text()));
        all.put("subject", usual.subject());
        all.put("text", usual.text());
        try {
            return render(file.get(), all);
        } catch (IOException | MustacheException unusable) {
            LOG.warn("{} cannot be used: {}", file.get(), unusable.getMessage());
            return usual;
        }
    }

    /** Names and messages come from hosts: they stay one line. */
    private static Object plain(Object value) {
        return switch (value) {
            case String text -> Plain.line(text);
            case Map<?, ?> map ->
                map.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> plain(entry.getValue())));
            case List<?> list -> list.stream().map(Templates::plain).toList();
            default -> value;
        };
    }

    private static Worded render(Path file, Map<String, Object> words) throws IOException {
        String text = Files.readString(file);
        if (!text.startsWith(SUBJECT)) {
            throw new MustacheException("its first line is not " + SUBJECT + " …");
        }
        String mail = COMPILER.compile(text).execute(words);
        int end = mail.indexOf('\n');
        String subject = end < 0 ? mail : mail.substring(0, end);
        String body = end < 0 ? "" : mail.substring(end + 1).stripLeading();
        return new Worded(Plain.line(subject.substring(SUBJECT.length()).strip()), body);
    }

    private Optional<Path> file(What what, boolean owner) {
        String before = owner ? OWNER : "";
        return Stream.of(what.word(), ALL)
                .map(name -> folder.resolve(before + name + SUFFIX))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The first thing that is wrong with them: a file that is none, or cannot be read; empty when nothing is. */
    Optional<String> problem() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Set<String> known = Stream.concat(
                        Stream.of(ALL), Arrays.stream(What.values()).map(What::word))
                .flatMap(name -> Stream.of(name + SUFFIX, OWNER + name + SUFFIX))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().flatMap(file -> problem(file, known).stream()).findFirst();
        } catch (IOException unreadable) {
            return Optional.of(folder + " cannot be read: " + unreadable.getMessage() + ". Maybe correct its mode");
        }
    }

    private static Optional<String> problem(Path file, Set<String> known) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        if (!known.contains(name)) {
            return Optional.of(file + " is the template of nothing. Maybe one of "
                    + known.stream().sorted().collect(Collectors.joining(", ")));
        }
        try {
            render(file, Map.of());
            return Optional.empty();
        } catch (IOException | MustacheException unusable) {
            return Optional.of(file + " cannot be used: " + unusable.getMessage()
                    + ". Maybe as docs/operations.md has it: Subject: …, an empty line, the text");
        }
    }
}
