package io.evac.journal;

import io.evac.inventory.ByteSize;
import io.evac.inventory.HostName;
import io.evac.inventory.InstanceName;
import io.evac.plan.MigrationType;
import io.evac.plan.MoveId;
import io.evac.plan.Plan;
import io.evac.plan.PlanDigest;
import io.evac.plan.PlanId;
import io.evac.plan.Policy;
import io.evac.plan.Policy.Convergence;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
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
                    what + ": " + reason(malformed) + " at " + place(malformed)
                            + ". Maybe the file was changed by hand or cut short; write it again with evac plan -o",
                    malformed);
        }
    }

    /** What is wrong, without the names of the reader's own settings. */
    private static String reason(JacksonException malformed) {
        return String.valueOf(malformed.getOriginalMessage())
                .replaceFirst("(; | \\(set )`DeserializationFeature.*", "");
    }

    /** Where it is wrong: {@code moves[3].band, line 1}. */
    private static String place(JacksonException malformed) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : malformed.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path
                + (path.isEmpty() ? "line " : ", line ")
                + malformed.getLocation().getLineNr();
    }

    private static SimpleModule values() {
        SimpleModule module = new SimpleModule("evac");
        text(module, HostName.class, HostName::value, HostName::new);
        text(module, InstanceName.class, InstanceName::value, InstanceName::new);
        text(module, MigrationType.class, MigrationType::value, MigrationType::new);
        text(module, MoveId.class, MoveId::value, MoveId::new);
        text(module, PlanId.class, PlanId::value, PlanId::new);
        text(module, PlanDigest.class, PlanDigest::hex, PlanDigest::new);
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
