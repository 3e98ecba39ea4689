package io.evac.journal;

import com.fasterxml.jackson.annotation.Nulls;
import io.evac.inventory.ByteSize;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Texts;
import io.evac.plan.MigrationType;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Policy;
import io.evac.plan.Policy.Convergence;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * A plan as JSON and back, without loss: for the database, the API and plan files. Names are strings, sizes are bytes,
 * durations and times are ISO-8601. Reading is strict: an unknown, missing or misspelt key refuses the document.
 */
public final class PlanCodec {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(values())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build();

    private PlanCodec() {}

    /** The plan in one line of JSON. */
    public static String write(Plan plan) {
        return JSON.writeValueAsString(PlanDocument.of(plan));
    }

    /** The plan, indented, for people. */
    public static String writePretty(Plan plan) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(PlanDocument.of(plan));
    }

    /** @throws IllegalArgumentException when the text is no plan of this version */
    public static Plan read(String json) {
        PlanDocument document = parse(json, PlanDocument.class, "not a plan");
        if (document.schemaVersion() != PlanDocument.VERSION) {
            throw new IllegalArgumentException("a plan of schema version " + document.schemaVersion() + ", not "
                    + PlanDocument.VERSION + ". Maybe it was written by another version of Evac; plan again");
        }
        return document.plan();
    }

    /** The policy alone, as schedules store it. */
    static String write(Policy policy) {
        return JSON.writeValueAsString(policy);
    }

    static Policy readPolicy(String json) {
        return parse(json, Policy.class, "not a policy");
    }

    private static <T> T parse(String json, Class<T> type, String what) {
        try {
            T value = JSON.readValue(json, type);
            if (value == null) {
                throw new IllegalArgumentException(what + ": null. Maybe the file is empty");
            }
            return value;
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(
                    what + ": " + reason(malformed) + place(malformed)
                            + ". Maybe the file was changed by hand or cut short; write it again with evac plan -o",
                    malformed);
        }
    }

    /** What is wrong, without the names of the reader's own settings. */
    private static String reason(JacksonException malformed) {
        return Texts.line(String.valueOf(malformed.getOriginalMessage())
                .replaceFirst("(?s)(; | \\(set )`DeserializationFeature.*", ""));
    }

    /** Where it is wrong, as far as is known: {@code moves[3].band, line 1}. */
    private static String place(JacksonException malformed) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : malformed.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Texts.line(step.getPropertyName()));
            }
        }
        TokenStreamLocation at = malformed.getLocation();
        if (at != null) {
            path.append(path.isEmpty() ? "line " : ", line ").append(at.getLineNr());
        }
        return path.isEmpty() ? "" : " at " + path;
    }

    private static SimpleModule values() {
        SimpleModule module = new SimpleModule("evac");
        text(module, HostName.class, HostName::value, HostName::new);
        text(module, InstanceName.class, InstanceName::value, InstanceName::new);
        text(module, MigrationType.class, MigrationType::value, MigrationType::new);
        text(module, MoveId.class, MoveId::value, MoveId::new);
        text(module, PlanId.class, PlanId::value, PlanId::new);
        text(module, PlanDigest.class, PlanDigest::hex, PlanDigest::new);
        text(module, Duration.class, Duration::toString, PlanCodec::duration);
        text(module, Instant.class, Instant::toString, PlanCodec::instant);
        module.addSerializer(ByteSize.class, new StdSerializer<>(ByteSize.class) {
            @Override
            public void serialize(ByteSize size, JsonGenerator out, SerializationContext context) {
                out.writeNumber(size.bytes());
            }
        });
        module.addDeserializer(ByteSize.class, new StdDeserializer<>(ByteSize.class) {
            @Override
            public ByteSize deserialize(JsonParser in, DeserializationContext context) {
                return checked(context, ByteSize.class, in.getLongValue(), ByteSize::new);
            }
        });
        module.addDeserializer(Convergence.class, new StdDeserializer<>(Convergence.class) {
            @Override
            public Convergence deserialize(JsonParser in, DeserializationContext context) {
                return checked(context, Convergence.class, in.getValueAsString(), Convergence::valueOf);
            }

            /** Plans and schedules from before there was a choice. */
            @Override
            public Object getAbsentValue(DeserializationContext context) {
                return Convergence.NONE;
            }
        });
        return module;
    }

    /** One that can be reckoned with: in milliseconds. */
    private static Duration duration(String text) {
        try {
            Duration time = Duration.parse(text);
            time.toMillis();
            return time;
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new IllegalArgumentException("not a duration: " + Texts.quoted(text) + ". Maybe PT1M", wrong);
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(
                    "not a time: " + Texts.quoted(text) + ". Maybe 2026-12-05T22:00:00Z", wrong);
        }
    }

    /** A type that is one text. */
    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> get, Function<String, T> make) {
        module.addSerializer(type, new StdSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializationContext context) {
                out.writeString(get.apply(value));
            }
        });
        module.addDeserializer(type, new StdDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) {
                String text = in.getValueAsString();
                if (text == null) {
                    throw context.weirdStringException("null", type, "a text is needed");
                }
                return checked(context, type, text, make);
            }
        });
    }

    private static <V, T> T checked(DeserializationContext context, Class<T> type, V value, Function<V, T> make) {
        try {
            return make.apply(value);
        } catch (IllegalArgumentException wrong) {
            throw context.weirdStringException(String.valueOf(value), type, String.valueOf(wrong.getMessage()));
        }
    }
}
