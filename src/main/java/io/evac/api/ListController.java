package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.FileName;
import io.evac.list.ListParser;
import io.evac.list.ListProblem;
import io.evac.report.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists over HTTP: looked at, without any host. */
@RestController
final class ListController {
    /** While it is read, a list takes many times its length of memory. */
    private final Lock oneAtATime = new ReentrantLock();

    /**
     * What is wrong with a list.
     *
     * @param rows that are good
     * @param rejected the file as a whole, not only rows of it
     */
    record Checked(int schemaVersion, String file, int rows, boolean rejected, List<ListProblem> problems) {}

    /** The list as it is; {@code file} is its name in the problems. */
    @PostMapping(path = "/api/v1/lists/check", consumes = "text/csv")
    @Needs(Role.VIEWER)
    Checked check(@RequestParam(defaultValue = "list.csv") String file, @RequestBody(required = false) byte[] csv) {
        String name = FileName.plain(file);
        List<ListProblem> problems = new ArrayList<>();
        AtomicInteger rows = new AtomicInteger();
        oneAtATime.lock();
        try {
            new ListParser()
                    .read(
                            name,
                            csv == null ? new byte[0] : csv,
                            row -> rows.incrementAndGet(),
                            row -> problems.addAll(row.problems()),
                            problems::add);
        } finally {
            oneAtATime.unlock();
        }
        boolean rejected = problems.stream().anyMatch(ListProblem::fatal);
        return new Checked(RunReport.SCHEMA_VERSION, name, rows.get(), rejected, problems);
    }
}
