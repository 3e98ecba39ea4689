package io.evac.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code evac completion}. */
@Command(
        name = "completion",
        description = "Print the completion script of a shell.",
        footer = {"", "Examples:", "  source <(evac completion bash)", "  evac completion zsh > ~/.zsh/evac.zsh"})
final class CompletionCommand extends Action {
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("evac", root().commandLine());
        out().print(shell == Shell.zsh ? "autoload -U +X bashcompinit && bashcompinit\n" + script : script);
        return Exit.DONE;
    }
}
