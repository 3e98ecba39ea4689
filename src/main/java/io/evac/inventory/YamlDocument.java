package io.evac.inventory;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML file whose values are read with their places, so that every problem names line and column, and keys that
 * nobody asked for are problems too. Reading goes on after a problem; {@link #finish} throws them all at once. Not
 * thread-safe.
 */
public final class YamlDocument {
    private static final int LARGEST = 4 << 20;

    private final String file;
    private final List<FileProblem> problems = new ArrayList<>();
    private final Optional<MappingNode> root;

    private YamlDocument(String file, Optional<MappingNode> root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Parses the syntax.
     *
     * @throws FileProblemsException when it is no YAML mapping, not UTF-8, or larger than 4 MiB
     */
    public static YamlDocument parse(String file, byte[] content) throws FileProblemsException {
        if (content.length > LARGEST) {
            throw broken(file, 1, 1, "the file is larger than 4 MiB", "Maybe it is not the file you meant");
        }
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(20);
        options.setNestingDepthLimit(20);
        options.setCodePointLimit(LARGEST);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString()
                    // The parser takes the last one of a file for a character of its line.
                    .replaceAll("\r\n?", "\n");
            checkCharacters(file, text);
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                return new YamlDocument(file, Optional.empty());
            }
            if (node instanceof MappingNode mapping) {
                return new YamlDocument(file, Optional.of(mapping));
            }
            throw broken(file, 1, 1, "the file is not a mapping of keys to values", "Maybe write key: value lines");
        } catch (CharacterCodingException notUtf8) {
            throw broken(file, 1, 1, "the file is not UTF-8", "Maybe save it as UTF-8");
        } catch (MarkedYAMLException syntax) {
            Mark mark = syntax.getProblemMark() != null ? syntax.getProblemMark() : syntax.getContextMark();
            throw broken(
                    file,
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    Texts.line(String.valueOf(syntax.getProblem())),
                    "Maybe check indentation, quotes and tabs around here");
        } catch (YAMLException | IllegalArgumentException | ArithmeticException syntax) {
            // The parser does not look at every number before it reckons with it.
            throw broken(file, 1, 1, Texts.line(String.valueOf(syntax.getMessage())), "Maybe it is not a YAML file");
        }
    }

    /** The parser says neither line nor column of what it takes no file with. */
    private static void checkCharacters(String file, String text) throws FileProblemsException {
        int line = 1;
        int column = 1;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            if (!StreamReader.isPrintable(c)) {
                throw broken(
                        file,
                        line,
                        column,
                        String.format("a character that YAML does not know: U+%04X", c),
                        "Maybe delete it, or write it as \"\\u%04X\" in double quotes".formatted(c));
            }
            boolean ends = c == '\n' || c == '\u0085' || c == '\u2028' || c == '\u2029';
            line += ends ? 1 : 0;
            column = ends ? 1 : column + (c == '\uFEFF' ? 0 : 1);
        }
    }

    private static FileProblemsException broken(String file, int line, int column, String message, String remedy) {
        return new FileProblemsException(List.of(new FileProblem(file, line, column, message, remedy)));
    }

    /** The outermost mapping; empty for an empty file. */
    public YamlMap root() {
        return new YamlMap(this, root, new Mark(file, 0, 0, 0, new int[0], 0));
    }

    void problem(Mark at, String message, String remedy) {
        problems.add(new FileProblem(file, at.getLine() + 1, at.getColumn() + 1, message, remedy));
    }

    /**
     * Ends the reading.
     *
     * @throws FileProblemsException with every problem found, when there is any
     */
    public void finish() throws FileProblemsException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(FileProblem::line).thenComparingInt(FileProblem::column));
            throw new FileProblemsException(problems);
        }
    }
}
