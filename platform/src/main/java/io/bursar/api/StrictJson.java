package io.bursar.api;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;

/** Reads one JSON object strictly: no duplicate names, nothing after it, nothing that is not UTF-8. */
final class StrictJson {
    /** Deepest nesting that is read. */
    static final int DEPTH_MAX = 16;

    private static final String BODY = "body";
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4 * DEPTH_MAX)
                    .maxNumberLength(1_000)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    private final JsonParser parser;
    private String path = "";

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    static Group parse(byte[] body) {
        CharBuffer text = Texts.decode(body, BODY);
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), text.array(), text.arrayOffset(), text.remaining())) {
            return new StrictJson(parser).root();
        }
    }

    private Group root() {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return Group.empty();
            }
            if (first != JsonToken.START_OBJECT) {
                throw invalid("The body must be one JSON object.");
            }
            Group members = object("", 1);
            path = "";
            if (parser.nextToken() != null) {
                throw invalid("There is something after the JSON object.");
            }
            return members;
        } catch (JacksonException broken) {
            path = whereBroken();
            throw invalid("The body is not valid JSON: " + plain(broken.getOriginalMessage()));
        }
    }

    private Group object(String at, int depth) {
        limitDepth(at, depth);
        Group group = Group.empty();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = Texts.admit(parser.currentName(), at.isEmpty() ? BODY : at);
            path = Names.member(at, name);
            parser.nextToken();
            if (group.members().put(name, value(path, depth)) != null) {
                String twice = Names.member(at, name);
                throw Problem.of(ErrorCode.PARAMETER_DUPLICATE, "The parameter was sent twice.", twice)
                        .asException();
            }
        }
        return group;
    }

    private List<Object> array(String at, int depth) {
        limitDepth(at, depth);
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            path = Names.element(at, elements.size());
            elements.add(value(path, depth));
        }
        return elements;
    }

    private Object value(String at, int depth) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(at, depth + 1);
            case START_ARRAY -> array(at, depth + 1);
            case VALUE_STRING -> Texts.admit(parser.getString(), at);
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> Odd.NUMBER;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> Odd.NULL;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw invalid("The body is not valid JSON.");
        };
    }

    private Object integer() {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Odd.NUMBER;
        };
    }

    private static void limitDepth(String at, int depth) {
        if (depth > DEPTH_MAX) {
            throw Problem.of(ErrorCode.NESTING_TOO_DEEP, "Nested deeper than " + DEPTH_MAX + " levels.", at)
                    .asException();
        }
    }

    private ProblemException invalid(String message) {
        return Problem.of(ErrorCode.JSON_INVALID, message, path.isEmpty() ? BODY : path)
                .asException();
    }

    /** The parser reads a name and the beginning of its value in one step, so it knows better than we do. */
    private String whereBroken() {
        String where = where(parser.streamReadContext());
        return CardNumbers.isIn(where) || where.indexOf(0) >= 0 ? path : where;
    }

    private static String where(@Nullable TokenStreamContext context) {
        if (context == null || context.inRoot()) {
            return "";
        }
        String outer = where(context.getParent());
        if (context.inArray()) {
            return context.hasCurrentIndex() ? Names.element(outer, context.getCurrentIndex()) : outer;
        }
        String name = context.currentName();
        return name == null ? outer : Names.member(outer, name);
    }

    /** The parser's message without its advice to whoever wrote this program. */
    private static String plain(String message) {
        String line = message.lines().findFirst().orElse("");
        String own = line.replaceAll(": enable `.*| \\(\\d+, from `.*", "");
        return CardNumbers.mask(own.length() > 200 ? own.substring(0, 200) + "…" : own);
    }

    /** What JSON can say and no parameter takes. */
    enum Odd {
        NULL,
        /** A fraction, an exponent, or an integer beyond 64 bits. */
        NUMBER
    }
}
