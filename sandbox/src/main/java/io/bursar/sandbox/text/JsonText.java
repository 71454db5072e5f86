package io.bursar.sandbox.text;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** Reads a JSON object into a {@link Tree}. */
public final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /** That a text is no JSON object; the message says where. */
    public static final class NoObject extends Exception {
        private static final long serialVersionUID = 1L;

        NoObject(String message) {
            super(message);
        }
    }

    /** @throws NoObject when the text is no JSON object */
    public static Tree parse(String text) throws NoObject {
        if (text.isBlank()) {
            return new Tree();
        }
        try (JsonParser parser = FACTORY.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new NoObject("The body must be a JSON object.");
            }
            Tree tree = object(parser);
            if (parser.nextToken() != null) {
                throw new NoObject("Something follows the JSON object.");
            }
            return tree;
        } catch (JacksonException e) {
            throw new NoObject("The body is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Tree object(JsonParser parser) {
        Tree tree = new Tree();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            tree.put(name, value(parser, parser.nextToken()));
        }
        return tree;
    }

    private static Tree list(JsonParser parser) {
        Tree tree = new Tree();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            tree.put(Integer.toString(tree.size()), value(parser, token));
        }
        return tree;
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NULL -> "";
            default -> parser.getString();
        };
    }
}
