package io.evac.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/new", "/plans/P-9f3c21ab", "/runs/R-17?state=failed&at=2026-12-06T02:00%2B01:00"})
    void ours(String path) {
        assertThat(LocalPath.of(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "runs",
                "//evil.example",
                "/\\evil.example",
                "\\/evil.example",
                "https://evil.example",
                "https:evil.example",
                "javascript:alert(1)",
                "/\t/evil.example",
                "/\n",
                "/runs\r\nSet-Cookie: a=b",
                "/runs#x",
                "/login",
                "/logout",
                "/setup?token=x",
                "/oauth2/authorization/oidc",
                "/api/v1/runs"
            })
    void notOurs(String path) {
        assertThat(LocalPath.of(path)).isEqualTo("/");
    }
}
