package io.bursar.api;

import io.bursar.api.StrictJson.Odd;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request, or a group inside them, read by name. Whatever is read has the right type or ends the
 * request with a {@link Problem} that names it; what is never read is refused by {@link #refuseUnread}. In forms and
 * queries everything is text: integers and flags are read from it. An empty text counts as absent in a form, where
 * Stripe's clients unset things by it, and is refused in a query: {@code ?status=} is a variable that was not set, and
 * not a wish for all there is.
 */
public final class Fields {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,18})");
    private static final long SECOND_MAX = 253_402_300_799L;

    private final Group values;
    private final String path;
    private final Source source;
    private final Set<String> read = new TreeSet<>();
    private final List<Fields> groups = new ArrayList<>();

    private Fields(Group values, String path, Source source) {
        this.values = values;
        this.path = path;
        this.source = source;
    }

    private enum Source {
        JSON,
        FORM,
        QUERY
    }

    /** Parameters from a JSON body; an empty body has none. */
    public static Fields ofJson(byte[] body) {
        return new Fields(StrictJson.parse(body), "", Source.JSON);
    }

    /** Parameters from a form body. */
    public static Fields ofForm(byte[] body) {
        return new Fields(FormText.parse(Texts.decode(body, "body").toString()), "", Source.FORM);
    }

    /** Parameters from a body of several parts, files among them. @param contentType the header as it was sent */
    public static Fields ofParts(@Nullable String contentType, byte[] body) {
        return new Fields(FormParts.parse(contentType, body), "", Source.FORM);
    }

    /** Parameters from a query string. */
    public static Fields ofQuery(@Nullable String query) {
        return new Fields(query == null ? Group.empty() : FormText.parse(query), "", Source.QUERY);
    }

    /** The text, or the end of the request when it has NUL, half a character or a card number. */
    public static String admit(String text, String param) {
        return Texts.admit(text, param);
    }

    /** All that was sent, for a {@link VersionChange} to rewrite before anything is read. */
    public Group sent() {
        return values;
    }

    /** Whether {@link #admit} surely lets the text in. For many texts a request: the name of each is work. */
    public static boolean isPlain(String text) {
        return Texts.isPlain(text);
    }

    /** Full name of a parameter in here, as {@code param} of a problem. */
    public String nameOf(String name) {
        return Names.member(path, name);
    }

    /** Whether the parameter was sent, be it as null. */
    public boolean has(String name) {
        return values.members().containsKey(name);
    }

    /** Whether the parameter was sent as text; in forms and queries everything is. */
    public boolean isText(String name) {
        return values.members().get(name) instanceof String;
    }

    public @Nullable String text(String name) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong(ErrorCode.PARAMETER_INVALID_STRING, "must be text", nameOf(name));
    }

    public String requireText(String name) {
        return require(text(name), name);
    }

    /** A file. */
    public Upload requireFile(String name) {
        Object value = require(value(name), name);
        if (value instanceof Upload file) {
            return file;
        }
        throw wrong(ErrorCode.PARAMETER_INVALID, "must be a file", nameOf(name));
    }

    public @Nullable Long integer(String name) {
        Object value = value(name);
        return value == null ? null : integer(value, nameOf(name));
    }

    public long requireInteger(String name) {
        return require(integer(name), name);
    }

    /** False when absent. */
    public boolean flag(String name) {
        Object value = value(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        boolean spelled = source != Source.JSON && (value.equals("true") || value.equals("false"));
        if (!spelled) {
            throw wrong(ErrorCode.PARAMETER_INVALID, "must be true or false", nameOf(name));
        }
        return value.equals("true");
    }

    /** A moment to the microsecond: RFC 3339 text, or whole seconds since 1970. */
    public @Nullable Instant instant(String name) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        String param = nameOf(name);
        boolean isNumber =
                !(value instanceof String text) || INTEGER.matcher(text).matches();
        Instant moment = isNumber ? ofSeconds(integer(value, param)) : ofText((String) value, param);
        if (moment == null || moment.getEpochSecond() < 0 || moment.getEpochSecond() > SECOND_MAX) {
            throw wrong(ErrorCode.PARAMETER_INVALID, "must lie in the years 1970 to 9999", param);
        }
        if (moment.getNano() % 1_000 != 0) {
            throw wrong(ErrorCode.PARAMETER_INVALID, "has at most six digits after the second", param);
        }
        return moment;
    }

    /** One of an enum's constants by its lower-case name. */
    public <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String lower = constant.name().toLowerCase(Locale.ROOT);
            if (lower.equals(text)) {
                return constant;
            }
            names.add(lower);
        }
        throw wrong(ErrorCode.PARAMETER_INVALID, "must be one of " + String.join(", ", names), nameOf(name));
    }

    public <E extends Enum<E>> E requireOneOf(String name, Class<E> type) {
        return require(oneOf(name, type), name);
    }

    /** A group of parameters; null when absent. */
    public @Nullable Fields group(String name) {
        Object value = value(name);
        return value == null ? null : group(value, nameOf(name));
    }

    /** A list of groups; null when absent. */
    public @Nullable List<Fields> groups(String name) {
        return list(name, this::group);
    }

    /** A list of integers; null when absent. */
    public @Nullable List<Long> integers(String name) {
        return list(name, this::integer);
    }

    /** A list of texts; null when absent. */
    public @Nullable List<String> texts(String name) {
        return list(name, Fields::text);
    }

    /** Names and texts chosen by the caller; empty when absent. */
    public Map<String, String> textMap(String name) {
        Object value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Group group)) {
            throw wrong(ErrorCode.PARAMETER_INVALID, "must be a group of names and texts", nameOf(name));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        group.members().forEach((key, text) -> texts.put(key, text(text, Names.member(nameOf(name), key))));
        return texts;
    }

    /** The value, or the end of the request with {@link ErrorCode#PARAMETER_MISSING}. */
    public <T> T require(@Nullable T value, String name) {
        if (value == null) {
            throw wrong(ErrorCode.PARAMETER_MISSING, "is required", nameOf(name));
        }
        return value;
    }

    /** Ends the request when a parameter was sent that nobody read. */
    public void refuseUnread() {
        for (String name : values.members().keySet()) {
            if (!read.contains(name)) {
                throw Problem.of(ErrorCode.PARAMETER_UNKNOWN, "There is no such parameter here.", nameOf(name))
                        .asException();
            }
        }
        groups.forEach(Fields::refuseUnread);
    }

    /** A problem with one of these parameters. */
    public ProblemException problem(ErrorCode code, String name, String message) {
        return Problem.of(code, message, nameOf(name)).asException();
    }

    private @Nullable Object value(String name) {
        read.add(name);
        Object value = values.members().get(name);
        if (source == Source.QUERY && "".equals(value)) {
            throw problem(
                    ErrorCode.PARAMETER_INVALID_EMPTY,
                    name,
                    nameOf(name) + " is empty. Leave it out, or give it a value.");
        }
        boolean absent = value == Odd.NULL || (source == Source.FORM && "".equals(value));
        return absent ? null : value;
    }

    private static String text(Object value, String param) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(ErrorCode.PARAMETER_INVALID_STRING, "must be text", param);
    }

    private Long integer(Object value, String param) {
        if (value instanceof Long number) {
            return number;
        }
        boolean spelled = source != Source.JSON
                && value instanceof String text
                && INTEGER.matcher(text).matches();
        if (spelled) {
            try {
                return Long.valueOf((String) value);
            } catch (NumberFormatException beyondLong) {
                throw notInteger(param);
            }
        }
        throw notInteger(param);
    }

    private Fields group(Object value, String param) {
        if (value instanceof Group members) {
            Fields group = new Fields(members, param, source);
            groups.add(group);
            return group;
        }
        throw wrong(ErrorCode.PARAMETER_INVALID, "must be a group of parameters", param);
    }

    private <T> @Nullable List<T> list(String name, BiFunction<Object, String, T> reader) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        String param = nameOf(name);
        List<?> elements =
                switch (value) {
                    case List<?> list -> list;
                    case Group indexed when source != Source.JSON -> inOrder(indexed.members(), param);
                    default -> throw wrong(ErrorCode.PARAMETER_INVALID, "must be a list", param);
                };
        List<T> result = new ArrayList<>(elements.size());
        for (Object element : elements) {
            result.add(reader.apply(element, Names.element(param, result.size())));
        }
        return result;
    }

    private static List<?> inOrder(Map<String, Object> indexed, String param) {
        List<Object> elements = new ArrayList<>(indexed.size());
        for (int i = 0; i < indexed.size(); i++) {
            Object element = indexed.get(String.valueOf(i));
            if (element == null) {
                throw wrong(ErrorCode.PARAMETER_INVALID, "must be a list with indices from 0 without gaps", param);
            }
            elements.add(element);
        }
        return elements;
    }

    private static @Nullable Instant ofSeconds(long seconds) {
        return seconds < 0 || seconds > SECOND_MAX ? null : Instant.ofEpochSecond(seconds);
    }

    private static Instant ofText(String text, String param) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            throw wrong(
                    ErrorCode.PARAMETER_INVALID,
                    "must be an RFC 3339 time such as 2026-11-21T09:30:00Z, or seconds since 1970",
                    param);
        }
    }

    private static ProblemException notInteger(String param) {
        return wrong(
                ErrorCode.PARAMETER_INVALID_INTEGER, "must be an integer, without fraction, exponent or quotes", param);
    }

    private static ProblemException wrong(ErrorCode code, String what, String param) {
        return Problem.of(code, param + " " + what + ".", param).asException();
    }
}
