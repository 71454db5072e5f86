package io.bursar.api;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The body of an answer, written member by member. Times are RFC 3339 in UTC to the microsecond. */
public final class JsonOut {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final String DECLINE_CODE = "decline_code";

    private final JsonGenerator generator;
    private final String requestId;
    private final String errorPages;

    private JsonOut(JsonGenerator generator, String requestId, String errorPages) {
        this.generator = generator;
        this.requestId = requestId;
        this.errorPages = errorPages;
    }

    /**
     * Renders one object as UTF-8.
     *
     * @param requestId named in errors
     * @param errorPages address of the pages of error codes
     */
    public static byte[] render(Rendering rendering, String requestId, String errorPages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            rendering.write(new JsonOut(generator, requestId, errorPages));
            generator.writeEndObject();
        }
        return bytes.toByteArray();
    }

    public JsonOut text(String name, @Nullable String value) {
        generator.writeName(name);
        if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value);
        }
        return this;
    }

    public JsonOut integer(String name, long value) {
        generator.writeNumberProperty(name, value);
        return this;
    }

    public JsonOut integer(String name, @Nullable Long value) {
        generator.writeName(name);
        if (value == null) {
            generator.writeNull();
        } else {
            generator.writeNumber(value.longValue());
        }
        return this;
    }

    public JsonOut flag(String name, boolean value) {
        generator.writeBooleanProperty(name, value);
        return this;
    }

    public JsonOut time(String name, @Nullable Instant moment) {
        return text(name, moment == null ? null : RFC_3339.format(moment));
    }

    public JsonOut texts(String name, Collection<String> values) {
        generator.writeArrayPropertyStart(name);
        values.forEach(generator::writeString);
        generator.writeEndArray();
        return this;
    }

    public JsonOut texts(String name, Map<String, String> values) {
        generator.writeObjectPropertyStart(name);
        values.forEach(generator::writeStringProperty);
        generator.writeEndObject();
        return this;
    }

    public JsonOut object(String name, Rendering members) {
        generator.writeObjectPropertyStart(name);
        members.write(this);
        generator.writeEndObject();
        return this;
    }

    /** A member that was rendered before. @param json one JSON value */
    public JsonOut rendered(String name, String json) {
        generator.writeName(name);
        generator.writeRawValue(json);
        return this;
    }

    /**
     * All members of an object that was rendered before; an error among them names the request that is answered now.
     *
     * @param json one JSON object
     */
    public JsonOut again(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            again(parser, false);
        }
        return this;
    }

    /** From the beginning of an object to its end, both left out. */
    private void again(JsonParser parser, boolean isError) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (isError && name.equals("request_id")) {
                text(name, requestId);
            } else if (isError && name.equals("doc_url")) {
                String address = parser.getString();
                text(name, errorPages + address.substring(address.lastIndexOf('/')));
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                generator.writeObjectPropertyStart(name);
                again(parser, true);
                generator.writeEndObject();
            } else {
                generator.writeName(name);
                generator.copyCurrentStructure(parser);
            }
        }
    }

    public <T> JsonOut list(String name, Iterable<T> items, Member<T> item) {
        generator.writeArrayPropertyStart(name);
        for (T each : items) {
            generator.writeStartObject();
            item.write(this, each);
            generator.writeEndObject();
        }
        generator.writeEndArray();
        return this;
    }

    /** The member {@code error}. */
    public JsonOut problem(Problem problem) {
        return problem(problem, nothing -> {});
    }

    /** The bank's reason stands where Stripe's clients look for it. */
    private void details(Map<String, Object> details) {
        Map<String, Object> others = new TreeMap<>(details);
        if (others.remove(DECLINE_CODE) instanceof String reason) {
            text(DECLINE_CODE, reason);
        }
        if (!others.isEmpty()) {
            object("details", out -> others.forEach(out::detail));
        }
    }

    /** The member {@code error}, with more in it. */
    public JsonOut problem(Problem problem, Rendering more) {
        ErrorCode code = problem.code();
        generator.writeObjectPropertyStart("error");
        text("type", code.type()).text("code", code.text()).text("message", problem.message());
        if (problem.param() != null) {
            text("param", problem.param());
        }
        details(problem.details());
        text("doc_url", errorPages + '/' + code.text()).text("request_id", requestId);
        more.write(this);
        generator.writeEndObject();
        return this;
    }

    private void detail(String name, Object value) {
        if (value instanceof Long number) {
            integer(name, number.longValue());
        } else {
            text(name, value.toString());
        }
    }

    /** Writes the members of one item of a list. */
    @FunctionalInterface
    public interface Member<T> {
        void write(JsonOut out, T item);
    }
}
