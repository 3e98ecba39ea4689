package io.evac.remote.guard;

import io.evac.inventory.Digests;
import io.evac.remote.Command;
import io.evac.remote.Program;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A shell program that Evac puts on hosts, below a guard root: named by its digest, so that versions lie side by side and
 * a running one is never overwritten. Immutable.
 */
public final class InstalledProgram {
    private static final int NAME_DIGITS = 12;
    private static final Duration INSTALL_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Arguments: guard root, file name, digest, size. The new file appears whole or not at all. A guard that comes again
     * is not the newest: an older Evac that goes on beside a newer one does not take the boot from it.
     */
    private static final String INSTALLER = """
            umask 077
            mkdir -p "$1" && chmod 700 "$1" || exit 3
            boots=$(sed -n 's|^exec sh "[$]d/\\(guard-[0-9a-f]*[.]sh\\)" boot$|\\1|p' "$1/boot" 2>/dev/null)
            known=no
            case $2 in guard-*) [ ! -f "$1/$2" ] || [ ! -f "$1/${boots:-none}" ] || known=yes ;; *) known=yes ;; esac
            new=$1/.$2.$$
            cat >"$new" || exit 4
            sum() { sha256sum "$new" || shasum -a 256 "$new" || openssl dgst -sha256 -r "$new" || digest -a sha256 "$new"; }
            got=$(sum 2>/dev/null)
            got=${got%% *}
            [ "${got:-$3}" = "$3" ] && [ "$(($(wc -c <"$new")))" = "$4" ] || { rm -f "$new"; exit 5; }
            chmod 700 "$new" && mv -f "$new" "$1/$2" || exit 6
            [ "$known" = yes ] || exec sh "$1/$2" install
            """;

    private final byte[] text;
    private final String digest;
    private final String fileName;

    /** @param name what its file name begins with */
    InstalledProgram(String name, byte[] text) {
        this.text = text.clone();
        this.digest = Digests.sha256(text);
        fileName = name + "-" + digest.substring(0, NAME_DIGITS) + ".sh";
    }

    /**
     * One that is shipped with this version.
     *
     * @param name what its file name begins with
     * @param folder of the distribution's resources
     */
    public static InstalledProgram shipped(String name, String folder, String file) {
        return new InstalledProgram(name, Program.shipped(folder, file).text().getBytes(StandardCharsets.UTF_8));
    }

    /** Where it lies under a guard root; another version lies beside it. */
    public String path(String root) {
        return root + "/" + fileName;
    }

    String fileName() {
        return fileName;
    }

    byte[] text() {
        return text.clone();
    }

    /** Puts it under the root, or puts the same bytes there again. */
    Command install(String root) {
        return Command.of("sh", "-c", INSTALLER, "evac-install", root, fileName, digest, Integer.toString(text.length))
                .withStdin(text)
                .withTimeout(INSTALL_TIMEOUT);
    }

    /** What a failed installation's exit status means. */
    static String meaning(int exit) {
        return switch (exit) {
            case 3 -> "the guard root cannot be made";
            case 4 -> "the guard root cannot be written";
            case 5 -> "the program arrived damaged";
            case 6 -> "the program cannot be put in place";
            case Answer.REFUSED -> "the program refuses";
            default -> "the installation ended with " + exit;
        };
    }
}
