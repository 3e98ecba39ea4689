package io.evac.cli;

/** A command that only has subcommands. */
abstract class Group extends Action {
    @Override
    public Integer call() {
        throw usage("which? One of: "
                + String.join(
                        ", ", spec().subcommands().keySet().stream().sorted().toList()));
    }
}
