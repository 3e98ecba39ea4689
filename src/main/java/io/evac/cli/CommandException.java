package io.evac.cli;

import java.util.List;

/** A command that ends here: with an exit code of the contract, a message, and a remedy. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String code;
    private final String remedy;
    private final transient List<String> details;

    CommandException(int exitCode, String code, String message, String remedy, List<String> details) {
        super(message);
        this.exitCode = exitCode;
        this.code = code;
        this.remedy = remedy;
        this.details = List.copyOf(details);
    }

    CommandException(int exitCode, String code, String message, String remedy) {
        this(exitCode, code, message, remedy, List.of());
    }

    /** Something that the contract names and this version cannot do. */
    static CommandException notYet(String what) {
        return new CommandException(
                Exit.ERROR, "EVAC-530", what + " is not in this version", "Maybe evac --help shows another way.");
    }

    int exitCode() {
        return exitCode;
    }

    String code() {
        return code;
    }

    String remedy() {
        return remedy;
    }

    /** Further lines, e.g. one per problem of a list. */
    List<String> details() {
        return details;
    }
}
