package io.bursar.api;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A search in Stripe's language, as far as indexes answer it: whole values of some fields and of {@code
 * metadata['…']}, and bounds of {@code created}, all of which must hold.
 *
 * @param texts wanted, by field
 * @param metadata wanted, by name
 * @param above ids greater than this one
 * @param below ids less than this one
 * @param limit 1 to 100
 */
public record SearchQuery(Map<String, String> texts, Map<String, String> metadata, UUID above, UUID below, int limit) {
    private static final int CLAUSES_MAX = 10;
    private static final UUID LOWEST = new UUID(0, 0);
    private static final UUID HIGHEST = new UUID(-1, -1);

    private static final Pattern CLAUSE = Pattern.compile("""
            \\s*(?<not>-)?(?<field>[a-z_]+)(\\[(?<entry>"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')\\])?\
            (?<op>:|~|<=|>=|<|>)(?<value>"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|[0-9]{1,12}|null)""");
    private static final Pattern AND = Pattern.compile("\\s+AND\\s+(?=\\S)|\\s+(?=\\S)");

    public SearchQuery {
        texts = Map.copyOf(texts);
        metadata = Map.copyOf(metadata);
    }

    /** What a search finds by. @param prefix of ids @param fields whose whole values are compared */
    public record Subject(String prefix, Set<String> fields) {
        public Subject {
            fields = Set.copyOf(fields);
        }
    }

    /** Reads {@code query}, {@code limit} and {@code page}. */
    public static SearchQuery read(Fields query, Subject subject, int book) {
        String text = query.requireText("query");
        Page page = Page.read(query);
        String next = query.text("page");
        UUID before = next == null
                ? HIGHEST
                : ObjectIds.find(subject.prefix, next, book)
                        .orElseThrow(() ->
                                query.problem(ErrorCode.CURSOR_INVALID, "page", "This page was not made by a search."));
        if (page.cursor() != null) {
            throw query.problem(
                    ErrorCode.PARAMETER_UNSUPPORTED, "starting_after", "A search goes on with page=next_page.");
        }
        return new Reader(query, subject.fields).read(text, before, page.limit());
    }

    /** Reads the clauses one after another. */
    private static final class Reader {
        private final Fields query;
        private final Set<String> fields;
        private final Map<String, String> texts = new TreeMap<>();
        private final Map<String, String> metadata = new TreeMap<>();
        private UUID above = LOWEST;
        private UUID below = HIGHEST;

        Reader(Fields query, Set<String> fields) {
            this.query = query;
            this.fields = fields;
        }

        SearchQuery read(String text, UUID before, int limit) {
            below = before;
            Matcher clause = CLAUSE.matcher(text);
            Matcher and = AND.matcher(text);
            int at = 0;
            for (int count = 0; at < text.stripTrailing().length(); count++) {
                if (count > 0) {
                    and.region(at, text.length());
                    at = and.lookingAt() ? and.end() : -1;
                }
                if (at < 0
                        || count == CLAUSES_MAX
                        || !clause.region(at, text.length()).lookingAt()) {
                    throw wrong("is up to 10 clauses such as email:\"a@example.com\" AND created>1700000000.");
                }
                take(clause);
                at = clause.end();
            }
            if (at == 0) {
                throw wrong("is empty.");
            }
            return new SearchQuery(texts, metadata, above, below, limit);
        }

        private void take(Matcher clause) {
            String field = clause.group("field");
            String entry = clause.group("entry");
            String value = clause.group("value");
            if (clause.group("not") != null
                    || value.equals("null")
                    || clause.group("op").equals("~")) {
                throw wrong("takes whole values alone: no negation, no null, no ~.");
            }
            boolean isNew =
                    switch (field) {
                        case "created" -> created(clause.group("op"), value, entry);
                        case "metadata" -> entry != null && metadata.put(plain(entry), exact(clause)) == null;
                        case String known
                        when fields.contains(known) -> entry == null && texts.put(field, exact(clause)) == null;
                        default ->
                            throw wrong("finds by " + String.join(", ", new TreeSet<>(fields))
                                    + ", metadata['…'] and created.");
                    };
            if (!isNew) {
                throw wrong("names a field twice, or wrongly: metadata takes a name in brackets, others take none.");
            }
        }

        private String exact(Matcher clause) {
            String value = clause.group("value");
            if (!clause.group("op").equals(":") || Character.isDigit(value.charAt(0))) {
                throw wrong("compares texts with : and a value in quotes.");
            }
            return plain(value);
        }

        private boolean created(String op, String value, @Nullable String entry) {
            String digits = Character.isDigit(value.charAt(0)) ? value : plain(value);
            if (!digits.matches("[0-9]{1,11}")) {
                throw wrong("compares created with whole seconds since 1970.");
            }
            Instant second = Instant.ofEpochSecond(Long.parseLong(digits));
            Instant next = second.plusSeconds(1);
            switch (op) {
                case ":" -> {
                    from(second);
                    until(next);
                }
                case ">" -> from(next);
                case ">=" -> from(second);
                case "<" -> until(second);
                default -> until(next);
            }
            return entry == null;
        }

        private void from(Instant time) {
            UUID lowest = ObjectIds.lowest(time);
            above = lowest.toString().compareTo(above.toString()) > 0 ? lowest : above;
        }

        private void until(Instant time) {
            UUID lowest = ObjectIds.lowest(time);
            below = lowest.toString().compareTo(below.toString()) < 0 ? lowest : below;
        }

        private static String plain(String quoted) {
            return quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1");
        }

        private RuntimeException wrong(String what) {
            return query.problem(ErrorCode.PARAMETER_INVALID, "query", "query " + what);
        }
    }
}
