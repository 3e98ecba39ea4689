package io.evac.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.evac.access.ByLink;
import io.evac.access.Needs;
import io.evac.access.Open;
import io.evac.daemon.DaemonConfiguration;
import io.evac.daemon.DaemonSettings;
import io.evac.daemon.Home;
import io.evac.report.EventReport;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The published document is what the controllers are; {@code -Dgolden.write=true} writes it anew. */
class OpenApiTest {
    private static final Path GOLDEN = Path.of("src/main/resources/api/openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @TempDir
    static Path folder;

    private static ConfigurableApplicationContext context;
    private static Home home;

    /** The daemon with its façades fixed, and what reads its controllers. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @Import({FakeFacades.class, DaemonConfiguration.class, ApiConfiguration.class})
    @ImportAutoConfiguration({
        SpringDocConfiguration.class,
        SpringDocConfigProperties.class,
        SpringDocWebMvcConfiguration.class
    })
    static class Documented {
        /** E.g. run-list: stable whatever other controllers have; and who may. */
        @Bean
        OperationCustomizer named() {
            return (operation, handler) -> {
                Needs needs = handler.getMethodAnnotation(Needs.class);
                operation.addExtension(
                        "x-role", needs == null ? "link" : needs.value().word());
                return operation.operationId(handler.getBeanType()
                                .getSimpleName()
                                .replace("Controller", "")
                                .toLowerCase(Locale.ROOT)
                        + "-" + handler.getMethod().getName());
            };
        }

        /** What no record leaves open is required. */
        @Bean
        ModelConverter required() {
            return (type, converters, chain) -> {
                Schema<?> schema = chain.hasNext() ? chain.next().resolve(type, converters, chain) : null;
                Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
                if (raw.isRecord()) {
                    require(raw, converters.getDefinedModels().get(raw.getSimpleName()));
                }
                return schema;
            };
        }

        private static void require(Class<?> raw, @Nullable Schema<?> model) {
            if (model != null) {
                model.required(Arrays.stream(raw.getRecordComponents())
                        .filter(part -> part.getType() != Optional.class)
                        .map(OpenApiTest::key)
                        .toList());
            }
        }

        @Bean
        OpenApiCustomizer house() {
            return OpenApiTest::complete;
        }
    }

    @BeforeAll
    static void start() {
        DaemonSettings settings = new DaemonSettings(folder, folder.resolve("config"), 0, Optional.empty(), false);
        SpringApplication application = new SpringApplication(Documented.class);
        application.addInitializers(it -> it.getBeanFactory().registerSingleton("daemonSettings", settings));
        context = application.run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--springdoc.api-docs.version=openapi_3_1",
                "--springdoc.api-docs.path=/api/document",
                "--springdoc.default-produces-media-type=application/json",
                "--springdoc.override-with-generic-response=false",
                "--springdoc.writer-with-order-by-keys=true");
        home = new Home(folder);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static String key(RecordComponent part) {
        JsonProperty named = part.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? part.getName() : named.value();
    }

    private static void complete(OpenAPI api) {
        api.info(new Info()
                .title("Evac")
                .version("1")
                .description(
                        "Everything that the command line does. Times are ISO-8601 with an offset, sizes are bytes.")
                .license(new License().name("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0")));
        api.servers(null);
        Components components = api.getComponents();
        components.addSecuritySchemes(
                "bearer", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"));
        components.addSchemas("Problem", problem());
        ModelConverters.getInstance(true)
                .readAll(new AnnotatedType(EventReport.class))
                .forEach(components::addSchemas);
        types(api);
        api.addSecurityItem(new SecurityRequirement().addList("bearer"));
        api.getPaths().values().forEach(path -> path.readOperations().forEach(OpenApiTest::mayFail));
    }

    /** What a handler writes by itself, or in the form that is asked for, no type of Java tells. */
    private static void types(OpenAPI api) {
        Content text = new Content();
        List.of("application/json", "text/csv", "text/html", "text/plain")
                .forEach(type -> text.addMediaType(type, new MediaType().schema(new StringSchema())));
        good(api, "/api/v1/runs/{id}/report").setContent(text);
        Content events = new Content();
        List.of("application/x-ndjson", "text/event-stream")
                .forEach(type -> events.addMediaType(
                        type, new MediaType().schema(new Schema<>().$ref("#/components/schemas/EventReport"))));
        good(api, "/api/v1/runs/{id}/events").setContent(events);
        paged(api, "/api/v1/runs", "RunReport");
        paged(api, "/api/v1/audit", "AuditReport");
        good(api, "/api/v1/hosts")
                .addHeaderObject(
                        "Age",
                        new Header()
                                .description("seconds since they were looked at")
                                .schema(new IntegerSchema()));
    }

    private static void paged(OpenAPI api, String path, String item) {
        Content content = new Content()
                .addMediaType(
                        "application/json",
                        new MediaType()
                                .schema(new ArraySchema().items(new Schema<>().$ref("#/components/schemas/" + item))));
        List.of("text/csv", "text/plain")
                .forEach(type -> content.addMediaType(type, new MediaType().schema(new StringSchema())));
        good(api, path)
                .content(content)
                .addHeaderObject(
                        "Link",
                        new Header().description("rel=next: the next page").schema(new StringSchema()));
        api.getPaths().get(path).getGet().getParameters().stream()
                .filter(parameter -> parameter.getName().equals("format"))
                .forEach(parameter -> parameter.required(false).description("table or csv; left out: JSON"));
    }

    private static ApiResponse good(OpenAPI api, String path) {
        return api.getPaths().get(path).getGet().getResponses().get("200");
    }

    /** RFC 9457, with what is ours. */
    private static Schema<?> problem() {
        return new ObjectSchema()
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema().description("EVAC-nnn, stable"))
                .addProperty("remedy", new StringSchema().description("what may help; begins with Maybe"))
                .addProperty("exitCode", new IntegerSchema().description("what the command line ends with"));
    }

    private static void mayFail(Operation operation) {
        Schema<?> problem = new Schema<>().$ref("#/components/schemas/Problem");
        operation
                .getResponses()
                .addApiResponse(
                        "default",
                        new ApiResponse()
                                .description("what went wrong")
                                .content(new Content()
                                        .addMediaType("application/problem+json", new MediaType().schema(problem))));
    }

    private static String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Home.read(home.port()).orElseThrow() + path))
                .header("Authorization", "Bearer " + Home.read(home.token()).orElseThrow())
                .timeout(Duration.ofMinutes(1))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void the_document_is_what_the_controllers_are() throws Exception {
        String now = JSON.writeValueAsString(JSON.readValue(get("/api/document"), Object.class)) + "\n";
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, now);
        }
        assertThat(now).isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    }

    @Test
    void every_handler_of_ours_is_in_it_and_nothing_else() throws Exception {
        JsonNode paths = JSON.readTree(Files.readString(GOLDEN)).get("paths");
        Set<String> documented = new TreeSet<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                documented.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> mapped = new TreeSet<>();
        context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, handler) -> {
                    if (ours(handler)) {
                        assertThat(handler.hasMethodAnnotation(Needs.class))
                                .as("a role, by link, or how one gets in: " + handler)
                                .isNotEqualTo(handler.hasMethodAnnotation(ByLink.class)
                                        || handler.hasMethodAnnotation(Open.class));
                    }
                    if (handler.getBeanType().getPackageName().equals("io.evac.api")) {
                        info.getPatternValues()
                                .forEach(pattern -> info.getMethodsCondition()
                                        .getMethods()
                                        .forEach(method -> mapped.add(method + " " + pattern)));
                    }
                });
        assertThat(documented).isEqualTo(mapped);
    }

    private static boolean ours(HandlerMethod handler) {
        return handler.getBeanType().getPackageName().startsWith("io.evac");
    }

    @Test
    void it_is_published() throws Exception {
        assertThat(get("/api/v1/openapi.json")).isEqualTo(Files.readString(GOLDEN));
    }
}
