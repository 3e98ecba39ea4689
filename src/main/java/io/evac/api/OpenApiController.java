package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What this API is, as OpenAPI 3.1; a test writes the document and keeps it true. */
@RestController
final class OpenApiController {
    private final byte[] document;

    OpenApiController() throws IOException {
        this.document = new ClassPathResource("api/openapi.json").getContentAsByteArray();
    }

    @GetMapping("/api/v1/openapi.json")
    @Needs(Role.VIEWER)
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
    }
}
