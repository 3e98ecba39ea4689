package io.evac.inventory;

import java.util.List;
import java.util.stream.Collectors;

/** A file cannot be used; carries everything that is wrong with it, in file order. */
public final class FileProblemsException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<FileProblem> problems;

    public FileProblemsException(List<FileProblem> problems) {
        super(problems.stream().map(FileProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<FileProblem> problems() {
        return problems;
    }
}
