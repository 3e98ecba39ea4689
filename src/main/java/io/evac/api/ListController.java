package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.list.EvacuationList;
import io.evac.list.ListParser;
import io.evac.list.ListProblem;
import io.evac.report.RunReport;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists over HTTP: looked at, without any host. */
@RestController
final class ListController {
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
        EvacuationList list = new ListParser().parse(FileName.plain(file), csv == null ? new byte[0] : csv);
        return new Checked(RunReport.SCHEMA_VERSION, list.file(), list.rows().size(), list.rejected(), list.problems());
    }
}
