package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's search: clauses such as {@code metadata["order"]:"42"}, {@code amount>100} or {@code -status:"canceled"},
 * all joined by AND or all by OR. Unlike Stripe's it sees what has just been written.
 */
final class Search {
    private static final int USUAL = 10;
    private static final int MOST = 100;
    private static final Pattern CLAUSE = Pattern.compile(
            "\\s*(-?)(\\w+)(?:\\[[\"']([^\"']+)[\"']])?\\s*(:|~|>=|<=|>|<)\\s*(?:\"([^\"]*)\"|'([^']*)'|(-?\\w+))\\s*");
    private static final Pattern JOIN = Pattern.compile("(?i)\\s+(and|or)\\s+");

    private Search() {}

    static HttpAnswer intents(State state, Request request) {
        return answer(state.intents, request, (intent, field) -> switch (field.name()) {
            case "amount" -> Long.toString(intent.amount);
            case "created" -> Long.toString(intent.created());
            case "currency" -> intent.currency;
            case "customer" -> intent.customer == null ? null : intent.customer.id();
            case "status" -> intent.status;
            case "metadata" -> intent.metadata.get(field.key());
            default -> throw unsupported(field.name());
        });
    }

    static HttpAnswer charges(State state, Request request) {
        return answer(state.charges, request, (charge, field) -> switch (field.name()) {
            case "amount" -> Long.toString(charge.amount);
            case "created" -> Long.toString(charge.created());
            case "currency" -> charge.intent.currency;
            case "customer" -> charge.intent.customer == null ? null : charge.intent.customer.id();
            case "disputed" -> Boolean.toString(charge.isDisputed);
            case "refunded" -> Boolean.toString(charge.refunded + charge.released >= charge.amount);
            case "status" -> charge.status;
            case "metadata" -> charge.metadata.get(field.key());
            default -> throw unsupported(field.name());
        });
    }

    static HttpAnswer customers(State state, Request request) {
        return answer(state.customers, request, (customer, field) -> switch (field.name()) {
            case "created" -> Long.toString(customer.created());
            case "email" -> customer.email;
            case "name" -> customer.name;
            case "phone" -> customer.phone;
            case "metadata" -> customer.metadata.get(field.key());
            default -> throw unsupported(field.name());
        });
    }

    /** A field of an object: its name, and for metadata the key. */
    private record Field(String name, String key) {}

    private static StripeProblem unsupported(String name) {
        return StripeProblem.invalid("Field `" + name + "` is an unsupported search field for this resource.", "query");
    }

    private static <T extends Item> HttpAnswer answer(
            Shelf<T> shelf, Request request, BiFunction<T, Field, @Nullable String> values) {
        Params params = request.params().allow(Set.of("query", "limit", "page"));
        Predicate<T> wanted = parse(params.require("query"), values);
        int limit = Math.clamp(params.integer("limit", USUAL), 1, MOST);
        String page = params.text("page");
        int from = page == null ? shelf.size() : shelf.place(page);
        List<T> found = new ArrayList<>();
        for (int i = from - 1; i >= 0 && found.size() <= limit; i--) {
            if (wanted.test(shelf.at(i))) {
                found.add(shelf.at(i));
            }
        }
        boolean hasMore = found.size() > limit;
        List<T> shown = hasMore ? found.subList(0, limit) : found;
        JsonWriter json = new JsonWriter().open().put("object", "search_result").openList("data");
        shown.forEach(item -> item.render(json, request.expand().in("data")));
        json.closeList().put("has_more", hasMore);
        json.put("next_page", hasMore ? shown.getLast().id() : null).put("url", Listing.url(request));
        return HttpAnswer.json(200, json.close().toBytes());
    }

    private static <T> Predicate<T> parse(String query, BiFunction<T, Field, @Nullable String> values) {
        List<Predicate<T>> clauses = new ArrayList<>();
        List<String> joins = new ArrayList<>();
        int at = 0;
        Matcher clause = CLAUSE.matcher(query);
        Matcher join = JOIN.matcher(query);
        while (at < query.length()) {
            if (!clause.region(at, query.length()).lookingAt()) {
                throw malformed(query);
            }
            clauses.add(clause(clause, values));
            // The clause took the blanks behind it; the join needs one before it.
            at = clause.end();
            int from = at > 0 && at < query.length() && query.charAt(at - 1) == ' ' ? at - 1 : at;
            if (at < query.length()) {
                if (!join.region(from, query.length()).lookingAt()) {
                    throw malformed(query);
                }
                joins.add(join.group(1).toLowerCase(java.util.Locale.ROOT));
                at = join.end();
            }
        }
        if (clauses.isEmpty()
                || joins.size() >= clauses.size()
                || Set.copyOf(joins).size() > 1) {
            throw malformed(query);
        }
        boolean isOr = joins.contains("or");
        return item -> isOr
                ? clauses.stream().anyMatch(each -> each.test(item))
                : clauses.stream().allMatch(each -> each.test(item));
    }

    private static StripeProblem malformed(String query) {
        return StripeProblem.invalid("We were unable to parse your search query: " + query, "query");
    }

    private static <T> Predicate<T> clause(Matcher matched, BiFunction<T, Field, @Nullable String> values) {
        boolean isNegated = matched.group(1).equals("-");
        Field field = new Field(matched.group(2), matched.group(3) == null ? "" : matched.group(3));
        String operator = matched.group(4);
        String quoted = matched.group(5) == null ? matched.group(6) : matched.group(5);
        String wanted = quoted == null ? matched.group(7) : quoted;
        return item -> {
            String value = values.apply(item, field);
            boolean fits = value == null ? wanted.equals("null") : fits(operator, value, wanted);
            return fits != isNegated;
        };
    }

    private static boolean fits(String operator, String value, String wanted) {
        return switch (operator) {
            case ":" -> value.equalsIgnoreCase(wanted);
            case "~" -> value.toLowerCase(java.util.Locale.ROOT).contains(wanted.toLowerCase(java.util.Locale.ROOT));
            default -> {
                int order = compare(value, wanted);
                yield switch (operator) {
                    case ">" -> order > 0;
                    case ">=" -> order >= 0;
                    case "<" -> order < 0;
                    default -> order <= 0;
                };
            }
        };
    }

    private static int compare(String value, String wanted) {
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(wanted));
        } catch (NumberFormatException e) {
            throw StripeProblem.invalid("Comparison needs a number: " + wanted, "query");
        }
    }
}
