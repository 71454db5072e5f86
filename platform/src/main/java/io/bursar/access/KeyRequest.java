package io.bursar.access;

import io.bursar.access.ApiKeyStore.NewKey;
import io.bursar.access.ApiKeyStore.Roll;
import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Reach;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads requests for keys, and refuses what the caller may not give. */
final class KeyRequest {
    static final int NAME_LENGTH_MAX = 200;

    private static final int RATE_LIMIT_MAX = 100_000;
    private static final long LIFE_MIN_SECONDS = 60;
    private static final long LIFE_MAX_SECONDS = 10L * 366 * 24 * 3_600;
    private static final int OVERLAP_MAX_SECONDS = 7 * 24 * 3_600;

    private static final String ORIGINS = "allowed_origins";
    private static final int ORIGINS_MAX = 20;
    /** As browsers write them: in lower case, with a port where it is not the scheme's own. */
    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?");

    private KeyRequest() {}

    /**
     * A key to be made.
     *
     * @param makersLimit requests a second of the key that asks; null: it has no limit
     */
    static NewKey newKey(Fields body, Call call, @Nullable Integer makersLimit) {
        Caller maker = call.caller();
        SecretKey.Kind asked = body.oneOf("kind", SecretKey.Kind.class);
        SecretKey.Kind kind = asked == null ? SecretKey.Kind.SECRET : asked;
        int book = book(body, maker, Right.BOOKS_WRITE);
        Long life = body.integer("expires_in_seconds");
        if (life != null && (life < LIFE_MIN_SECONDS || life > LIFE_MAX_SECONDS)) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "expires_in_seconds",
                    "A key lives for 60 seconds to 10 years, or for ever: leave it out.");
        }
        return new NewKey(
                book,
                kind,
                name(body),
                rights(body, new Grant(maker, kind, book)),
                rateLimit(body, makersLimit),
                life,
                call.manner().version(),
                origins(body, kind),
                maker.number(),
                call.idempotencyKey());
    }

    /** {@code overlap_seconds}: how long the secrets before still open. */
    static Roll roll(Fields body, Call call) {
        long overlap = body.requireInteger("overlap_seconds");
        if (overlap < 0 || overlap > OVERLAP_MAX_SECONDS) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, "overlap_seconds", "overlap_seconds must be 0 to 604,800 (a week).");
        }
        return new Roll((int) overlap, call.idempotencyKey());
    }

    static String name(Fields body) {
        String name = body.requireText("name").strip();
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, "name", "A name has 1 to 200 characters.");
        }
        return name;
    }

    /** The book named, which only who has the right may; else the caller's own. */
    static int book(Fields fields, Caller caller, Right forOthers) {
        String id = fields.text("book");
        if (id == null) {
            return caller.book();
        }
        OptionalInt number = Book.parse(id);
        boolean isSeen = number.isPresent() && (number.getAsInt() == caller.book() || caller.has(forOthers));
        if (!isSeen) {
            throw noSuchBook();
        }
        return number.getAsInt();
    }

    static RuntimeException noSuchBook() {
        return Problem.of(ErrorCode.RESOURCE_MISSING, "No such book.", "book").asException();
    }

    private static Set<Right> rights(Fields body, Grant grant) {
        List<String> texts = body.texts("rights");
        if (grant.kind() == SecretKey.Kind.PUBLISHABLE) {
            if (texts != null) {
                throw body.problem(
                        ErrorCode.PARAMETER_INVALID,
                        "rights",
                        "A publishable key is given no rights: it may do what every browser may.");
            }
            return Set.of();
        }
        List<String> asked = body.require(texts, "rights");
        if (asked.isEmpty()) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, "rights", "A secret key has at least one right.");
        }
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (int i = 0; i < asked.size(); i++) {
            rights.add(right(body, "rights[" + i + "]", asked.get(i), grant));
        }
        return rights;
    }

    private static Right right(Fields body, String param, String text, Grant grant) {
        Right right = Right.of(text)
                .filter(known -> known.reach() != Reach.BROWSER)
                .orElseThrow(() -> body.problem(
                        ErrorCode.PARAMETER_INVALID, param, "A right is one of " + String.join(", ", known()) + "."));
        if (right.reach() == Reach.DEPLOYMENT && grant.book() != Caller.HOUSE) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    param,
                    right.text() + " is about all books; only keys to the house's own book may have it.");
        }
        if (!grant.maker().has(right)) {
            throw body.problem(
                    ErrorCode.RIGHT_MISSING, param, "This API key lacks " + right.text() + ", so it cannot give it.");
        }
        return right;
    }

    /** Whose pages may use a publishable key. */
    private static Set<String> origins(Fields body, SecretKey.Kind kind) {
        List<String> asked = body.texts(ORIGINS);
        if (asked == null) {
            return Set.of();
        }
        if (kind != SecretKey.Kind.PUBLISHABLE) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID, ORIGINS, "Only a publishable key may be used by pages; leave it out.");
        }
        if (asked.size() > ORIGINS_MAX) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, ORIGINS, "A key has at most 20 origins.");
        }
        for (int i = 0; i < asked.size(); i++) {
            if (!ORIGIN.matcher(asked.get(i)).matches()) {
                throw body.problem(
                        ErrorCode.PARAMETER_INVALID,
                        ORIGINS + "[" + i + "]",
                        "An origin is https://host or https://host:port in lower case, without a path.");
            }
        }
        return new TreeSet<>(asked);
    }

    private static Set<String> known() {
        Set<String> names = new TreeSet<>();
        for (Right right : Right.values()) {
            if (right.reach() != Reach.BROWSER) {
                names.add(right.text());
            }
        }
        return names;
    }

    private static @Nullable Integer rateLimit(Fields body, @Nullable Integer makersLimit) {
        Long asked = body.integer("rate_limit");
        if (asked == null) {
            return makersLimit;
        }
        int most = makersLimit == null ? RATE_LIMIT_MAX : makersLimit;
        if (asked < 1 || asked > most) {
            throw body.problem(
                    ErrorCode.PARAMETER_INVALID,
                    "rate_limit",
                    "rate_limit must be 1 to " + most + " requests a second.");
        }
        return asked.intValue();
    }

    /** Rights of the caller that the key has and the caller lacks. */
    static List<String> beyond(Caller caller, ApiKey key) {
        List<String> beyond = new ArrayList<>();
        for (Right right : key.rights()) {
            if (!caller.has(right)) {
                beyond.add(right.text());
            }
        }
        return beyond;
    }

    /** Who gives rights, to what kind of key, to which book. */
    private record Grant(Caller maker, SecretKey.Kind kind, int book) {}
}
