package io.bursar.access;

import io.bursar.access.ApiKeyStore.NewKey;
import io.bursar.access.ApiKeyStore.Roll;
import io.bursar.access.ApiKeyStore.Sight;
import io.bursar.access.ApiKeys.Made;
import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Keys of one's own book; of other books for those who may make books. */
@Controller
final class ApiKeyEndpoints {
    private static final String URL = "/v1/api_keys";

    private final ApiKeys keys;
    private final ApiKeyStore store;
    private final BookStore books;

    ApiKeyEndpoints(ApiKeys keys, ApiKeyStore store, BookStore books) {
        this.keys = keys;
        this.store = store;
        this.books = books;
    }

    @PostMapping(URL)
    @Requires(Right.API_KEYS_WRITE)
    @Answers("api_key")
    Answer create(Call call) {
        Integer makersLimit = store.rateLimit(call.caller().number()).orElse(null);
        NewKey key = call.readBody(body -> KeyRequest.newKey(body, call, makersLimit));
        findBook(key.book());
        return answer(keys.make(key));
    }

    @GetMapping(URL)
    @Requires(Right.API_KEYS_READ)
    @Answers(value = "api_key", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        Query query = call.readQuery(
                fields -> new Query(KeyRequest.book(fields, call.caller(), Right.BOOKS_READ), Page.read(fields)));
        String after = query.page().startingAfter();
        int before = after == null ? Integer.MAX_VALUE : cursor(after, query.book());
        return query.page()
                .answer(URL, store.list(findBook(query.book()), before, query.page()), (out, key) -> key.write(out));
    }

    /** The key that asks. */
    @GetMapping(URL + "/current")
    @Requires(Right.SELF_READ)
    @Answers("api_key")
    Answer current(Call call) {
        call.readNothing();
        ApiKey own = store.find(call.caller().number(), sight(call.caller(), Right.SELF_READ))
                .orElseThrow();
        return Answer.ok(own::write);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.API_KEYS_READ)
    @Answers("api_key")
    Answer get(Call call) {
        call.readNothing();
        ApiKey found = find(call, Right.BOOKS_READ);
        return Answer.ok(found::write);
    }

    @PostMapping(URL + "/{id}/roll")
    @Requires(Right.API_KEYS_WRITE)
    @Answers("api_key")
    Answer roll(Call call) {
        ApiKey found = find(call, Right.BOOKS_WRITE);
        Roll roll = call.readBody(body -> KeyRequest.roll(body, call));
        List<String> beyond = KeyRequest.beyond(call.caller(), found);
        if (!beyond.isEmpty()) {
            throw Problem.of(
                            ErrorCode.RIGHT_MISSING,
                            "The key may do more than the one that asks: " + String.join(", ", beyond) + ".",
                            "id")
                    .asException();
        }
        if (found.status() != ApiKey.Status.ACTIVE) {
            throw Problem.of(ErrorCode.API_KEY_INACTIVE, "The key was revoked or expired; make a new one.", "id")
                    .asException();
        }
        return answer(keys.roll(found.number(), roll));
    }

    /** Asking again changes nothing. */
    @PostMapping(URL + "/{id}/revoke")
    @Requires(Right.API_KEYS_WRITE)
    @Answers("api_key")
    Answer revoke(Call call) {
        call.readNothing();
        keys.revoke(find(call, Right.BOOKS_WRITE).number());
        ApiKey now = find(call, Right.BOOKS_WRITE);
        return Answer.ok(now::write);
    }

    private static Answer answer(Made made) {
        return switch (made) {
            case Made.Fresh(ApiKey key, SecretKey secret) -> Answer.created(out -> key.write(out, secret));
            case Made.Before(ApiKey key) -> Answer.created(key::write).replayed();
            case Made.Otherwise(List<String> differing) -> Answer.refused(reused(differing));
        };
    }

    static Problem reused(List<String> differing) {
        return Problem.of(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This key was first used with other parameters. Different: " + String.join(", ", differing)
                        + ". Use a new key for a new effect.",
                differing.getFirst());
    }

    private ApiKey find(Call call, Right forOthers) {
        OptionalInt number = Book.narrow(ApiKey.PREFIX, call.path("id"));
        if (number.isPresent()) {
            var found = store.find(number.getAsInt(), sight(call.caller(), forOthers));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw Problem.of(ErrorCode.RESOURCE_MISSING, "No such API key.", "id").asException();
    }

    private static Sight sight(Caller caller, Right forOthers) {
        return new Sight(caller.book(), forOthers != Right.SELF_READ && caller.has(forOthers));
    }

    private Book findBook(int number) {
        return books.find(number).orElseThrow(KeyRequest::noSuchBook);
    }

    private int cursor(String id, int book) {
        OptionalInt number = Book.narrow(ApiKey.PREFIX, id);
        boolean isInside = number.isPresent()
                && store.find(number.getAsInt(), new Sight(book, false)).isPresent();
        if (!isInside) {
            throw Page.foreignCursor();
        }
        return number.getAsInt();
    }

    private record Query(int book, Page page) {}
}
