package io.evac.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evac.inventory.FileProblemsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A script says what it says: nothing in it is passed over. */
class ScriptReaderTest {
    @TempDir
    Path folder;

    private String problems(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("script.yaml"), "row: x\nphases: [SW]\n" + text);
        FileProblemsException wrong = catchThrowableOfType(FileProblemsException.class, () -> ScriptReader.read(file));
        assertThat(wrong).as(text).isNotNull();
        return wrong.getMessage();
    }

    @Test
    void anUnknownKeyIsNamedWithItsLine() throws Exception {
        assertThat(problems("instances:\n  - {name: web1, host: alpha, colour: red}\n"))
                .contains("script.yaml:4:", "unknown key \"colour\"");
        assertThat(problems("fault: []\n")).contains("script.yaml:3:1: unknown key \"fault\"");
    }

    @ParameterizedTest(name = "{0} | {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    before fencing of web1 on alpha        | kill                       | no call: "fencing"
                    after healthy of web1 on beta          | kill                       | no call that writes a record
                    before fence of web1 on delta          | kill                       | no host of the simulation
                    before the intent of fencing of web1   | kill                       | no phase: "fencing"
                    around noon                            | kill                       | no point of a story
                    before fence of web1 on alpha          | murder                     | nothing that happens
                    before fence of web1 on alpha          | cut beta for a while       | nothing that happens
                    before fence of web1 on alpha          | evac explode R-1           | not typed here
                    after fence of web1 on alpha           | answer lost                | only a call is struck
                    before sync of web1 on beta            | corrupt web1 on beta       | before a compare only
                    before sync of web1 on beta            | the database is away for 1m | at a write only
                    before the intent of fence of web1     | the commit's answer is lost | behind a write only
                    """)
    void whatCannotBeMeantIsToldWithItsLine(String at, String happens, String problem) throws Exception {
        assertThat(problems("faults:\n  - at: \"" + at + "\"\n    happens: \"" + happens + "\"\n"))
                .containsPattern("script.yaml:[45]:\\d+: ")
                .contains(problem, "Maybe");
    }

    @Test
    void oneThingComesAfterTheOther() throws Exception {
        assertThat(problems("then:\n  - {wait: 1m, type: evac pause R-1}\n")).contains("one thing after the other");
        assertThat(problems("then:\n  - {type: evac retry}\n")).contains("script.yaml:4:", "not typed here");
    }
}
