package io.evac.remote.ssh;

import java.util.List;

/**
 * The one place where an argument vector becomes text. sshd hands that text to the login shell of the account, and
 * that may be csh or fish: so it is written with the few quotes that all of them read alike, and does nothing but
 * start a POSIX sh, which starts the program.
 */
final class CommandLine {
    /** What tools print is parsed and sorted: it must not depend on the language of the host. */
    private static final String LOCALE = "LC_ALL=C; export LC_ALL; ";

    /** csh cannot read a line break inside quotes, so none is sent: sh makes one in {@code $n}. */
    private static final String LINE_BREAK = "n=$(printf \"\\012x\"); n=${n%x}; ";

    private CommandLine() {}

    /**
     * The text that runs exactly this program with exactly these arguments.
     *
     * @throws IllegalArgumentException when the program's name starts with a dash: sh would read it as an option
     */
    static String of(List<String> argv) {
        if (argv.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("a program cannot be called " + argv.getFirst()
                    + ". Maybe an argument stands where the program should");
        }
        StringBuilder script = new StringBuilder(LOCALE);
        if (argv.stream().anyMatch(argument -> argument.indexOf('\n') >= 0)) {
            script.append(LINE_BREAK);
        }
        script.append("exec");
        argv.forEach(argument -> script.append(' ').append(forSh(argument)));
        return "exec /bin/sh -c " + forAnyShell(script);
    }

    private static String forSh(String argument) {
        return "'" + argument.replace("'", "'\\''").replace("\n", "'\"$n\"'") + "'";
    }

    /** A backslash is special to fish inside quotes and {@code !} to csh: both stand outside, escaped. */
    private static String forAnyShell(CharSequence script) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (c == '\'' || c == '\\' || c == '!') {
                quoted.append("'\\").append(c).append('\'');
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('\'').toString();
    }
}
