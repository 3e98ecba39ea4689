package io.evac.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.evac.notice.Templates.Worded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    private static final Worded USUAL = new Worded("[evac] failed: rack7", "As ever.\n");

    @TempDir
    Path folder;

    private Worded mail(Map<String, Object> words) {
        Happening happening = new Happening(
                7, What.FAILED, "R-1", Optional.empty(), Instant.parse("2026-12-05T21:00:00Z"), "it failed");
        Notice notice = new Notice(1, happening, Target.Kind.MAIL, "ops@example.org", 0);
        return new Templates(folder).word(notice, USUAL, words);
    }

    private void template(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void withoutOneTheMailGoesInOurWords() {
        assertThat(mail(Map.of())).isEqualTo(USUAL);
        assertThat(new Templates(folder.resolve("none")).problem()).isEmpty();
    }

    @Test
    void theOneOfItsKindComesBeforeTheOneOfAll() throws IOException {
        template("all.mustache", "Subject: all\n\nall");
        template("owner-failed.mustache", "Subject: owner\n\nowner");
        assertThat(mail(Map.of()).subject()).isEqualTo("all");
        template("failed.mustache", "Subject: {{subject}}!\n\n{{text}}-- {{event}}, {{at}}\n");
        assertThat(mail(Map.of()).subject()).isEqualTo("[evac] failed: rack7!");
        assertThat(mail(Map.of()).text()).startsWith("As ever.\n-- it failed, 2026-12-05");
    }

    @Test
    void whatHostsSayStaysOneLineAndIsNoTemplate() throws IOException {
        template("failed.mustache", "Subject: {{name}}\n\n{{#moves}}{{message}}\n{{/moves}}");
        Worded worded = mail(Map.of(
                "name", "a\r\nBcc: x@example.org", "moves", List.of(Map.of("message", "{{text}}\n\u001b[31m<b>&"))));
        assertThat(worded.subject()).doesNotContain("\n", "\r");
        assertThat(worded.text().lines().toList()).hasSize(1).first().asString().contains("{{text}}", "<b>&");
        assertThat(worded.text()).doesNotContain("\u001b");
    }

    @Test
    void oneThatCannotBeUsedIsSaidAndTheMailGoesAllTheSame() throws IOException {
        for (String wrong : List.of("no subject", "Subject: a\n\n{{#moves}}", "Subject: {{>failed}}")) {
            template("failed.mustache", wrong);
            assertThat(new Templates(folder).problem().orElseThrow()).contains("failed.mustache", "Maybe");
            assertThat(mail(Map.of())).isEqualTo(USUAL);
        }
        Files.delete(folder.resolve("failed.mustache"));
        template("fialed.mustache", "Subject: x\n\nx");
        assertThat(new Templates(folder).problem().orElseThrow()).contains("fialed.mustache", "failed.mustache");
    }
}
