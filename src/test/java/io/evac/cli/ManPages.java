package io.evac.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the manual page of each command as AsciiDoc; what makes roff of it is in the profile {@code packaging}. Here, so that
 * the daemon does not carry the generator.
 */
final class ManPages {
    private ManPages() {}

    /** @param arguments the folder for the pages, and the version that they tell of */
    public static void main(String[] arguments) throws IOException {
        Launches none = new Launches((settings, properties, answers) -> 1, folder -> 1);
        write(new Evac(Terminal.system(), Map.of(), none).commandLine(), Path.of(arguments[0]), arguments[1]);
    }

    static void write(CommandLine line, Path folder, String version) throws IOException {
        prepare(line, "evac " + version);
        int exit =
                ManPageGenerator.generateManPage(folder.toFile(), null, new boolean[0], false, line.getCommandSpec());
        if (exit != 0) {
            throw new IOException("no manual pages in " + folder + ": the generator ended with " + exit);
        }
    }

    /** What a help says at its end has headings of its own, of which the generator wants the first to be told. */
    private static void prepare(CommandLine line, String version) {
        line.getCommandSpec().versionProvider(null).version(version);
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        List<String> text = new ArrayList<>();
        for (String said : usage.footer()) {
            if (said.startsWith(" ")) {
                text.add(said);
            } else if (!said.isEmpty()) {
                String heading = said.replace(":", "");
                if (text.isEmpty()) {
                    usage.footerHeading(heading);
                } else {
                    text.addAll(List.of("", "== " + heading, ""));
                }
            }
        }
        usage.footer(text.toArray(String[]::new));
        line.getSubcommands().values().forEach(command -> prepare(command, version));
    }
}
