package io.bursar.idempotency;

import io.bursar.api.Group;
import io.bursar.api.Upload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What tells the same parameters from others, whatever order and form they came in: {@code 5} of JSON and of a form are
 * the same, and so are a list of JSON and one by index.
 */
final class Digests {
    private static final int BYTES = 8;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Digests() {}

    /** @param key mixed in, so that equal values of different requests cannot be told to be equal */
    static Map<String, String> of(String key, Group... sent) {
        Map<String, String> digests = new TreeMap<>();
        for (Group group : sent) {
            group.members().forEach((name, value) -> digests.put(name, digest(key, value)));
        }
        return digests;
    }

    static String text(Map<String, String> digests) {
        return MAPPER.writeValueAsString(digests);
    }

    static Map<String, String> parse(String text) {
        return MAPPER.readValue(text, TEXTS);
    }

    private static String digest(String key, Object value) {
        StringBuilder canonical = new StringBuilder(64).append(key).append('\0');
        write(value, canonical);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Texts have no NUL, so that nobody can write one value that looks like two. */
    private static void write(Object value, StringBuilder to) {
        switch (value) {
            case Group group -> {
                to.append("{\0");
                new TreeMap<>(group.members()).forEach((name, member) -> {
                    to.append(name).append('\0');
                    write(member, to);
                });
                to.append("}\0");
            }
            case List<?> list -> {
                Map<String, Object> indexed = new TreeMap<>();
                for (Object member : list) {
                    indexed.put(String.valueOf(indexed.size()), member);
                }
                write(new Group(indexed), to);
            }
            case String text -> to.append(text).append('\0');
            case Upload file ->
                to.append(file.name())
                        .append('\0')
                        .append(file.type())
                        .append('\0')
                        .append(file.sha256())
                        .append('\0');
            case Long number -> to.append(number.longValue()).append('\0');
            case Boolean flag -> to.append(flag.booleanValue()).append('\0');
            // Null, which is to a form an empty text; and fractions, which no parameter takes.
            default -> to.append('\0');
        }
    }
}
