package io.evac.remote;

import java.util.List;

/** How a login other than root acts on a host: every command goes through {@code sudo} (docs/ssh.md, ADR 9). */
public final class Sudo {
    private static final List<String> WORDS =
            List.of("sudo", "-n", "--", "/bin/sh", "-c", "LC_ALL=C; export LC_ALL; exec \"$@\"", "sh");

    private Sudo() {}

    /** The command, as root. */
    public static Command asRoot(Command command) {
        List<String> words = new java.util.ArrayList<>(WORDS);
        words.addAll(command.argv());
        return new Command(words, command.stdin(), command.timeout(), command.maxOutput());
    }

    /** The one line that sudoers needs for this login. */
    public static String rule(String user) {
        return user + " ALL=(root) NOPASSWD: /bin/sh";
    }

    /** What to do where the rule is missing. */
    public static String remedy(String user) {
        return "Maybe run there as root: echo '" + rule(user)
                + "' >/etc/sudoers.d/evac && chmod 440 /etc/sudoers.d/evac (whoever logs in as " + user
                + " is then root on that host)";
    }
}
