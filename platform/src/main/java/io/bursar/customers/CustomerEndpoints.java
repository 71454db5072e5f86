package io.bursar.customers;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.ObjectPage;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.api.Requires;
import io.bursar.api.SearchQuery;
import io.bursar.customers.CustomerStore.Found;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Customers, as Stripe's clients ask for them. */
@Controller
final class CustomerEndpoints {
    private static final String URL = "/v1/customers";
    private static final SearchQuery.Subject SEARCHED =
            new SearchQuery.Subject(Customer.PREFIX, Set.of("email", "name", "phone"));
    private static final String OBJECT = "customer";

    private final ChangeCustomer change;
    private final CustomerStore store;

    CustomerEndpoints(ChangeCustomer change, CustomerStore store) {
        this.change = change;
        this.store = store;
    }

    @PostMapping(URL)
    @Requires(Right.CUSTOMERS_WRITE)
    @Answers(OBJECT)
    Answer create(Call call) {
        return change.create(call, "POST " + URL);
    }

    @PostMapping(URL + "/{id}")
    @Requires(Right.CUSTOMERS_WRITE)
    @Answers(OBJECT)
    Answer update(Call call) {
        return change.update(call, "POST " + URL + "/{id}");
    }

    @DeleteMapping(URL + "/{id}")
    @Requires(Right.CUSTOMERS_WRITE)
    Answer delete(Call call) {
        call.readNothing();
        return change.delete(call);
    }

    /** A deleted one is told to be so. */
    @GetMapping(URL + "/{id}")
    @Requires(Right.CUSTOMERS_READ)
    @Answers(OBJECT)
    Answer get(Call call) {
        call.readNothing();
        int book = call.caller().book();
        Found found = Customer.parse(call.path("id"), book)
                .flatMap(uuid -> store.find(book, uuid))
                .orElseThrow(() -> missing(call));
        return switch (found) {
            case Found.Alive(Customer customer) -> Answer.ok(customer::write);
            case Found.Deleted(UUID uuid) -> Answer.ok(out -> Customer.writeDeleted(out, uuid));
        };
    }

    static ProblemException missing(Call call) {
        return Problem.missing(OBJECT, call.path("id"), "id").asException();
    }

    /** Newest first. */
    @GetMapping(URL)
    @Requires(Right.CUSTOMERS_READ)
    @Answers(value = OBJECT, shape = Answers.Shape.LIST)
    Answer list(Call call) {
        int book = call.caller().book();
        Query query = call.readQuery(fields -> Query.read(fields, book));
        return query.page().answer(URL, store.list(book, query.email(), query.page()), (out, each) -> each.write(out));
    }

    private record Query(@Nullable String email, ObjectPage page) {
        static Query read(Fields fields, int book) {
            return new Query(fields.text("email"), ObjectPage.read(fields, Customer.PREFIX, book));
        }
    }

    /** Newest first; sees what was written a moment ago. */
    @GetMapping(URL + "/search")
    @Requires(Right.CUSTOMERS_READ)
    @Answers(value = OBJECT, shape = Answers.Shape.LIST)
    Answer search(Call call) {
        int book = call.caller().book();
        SearchQuery search = call.readQuery(fields -> SearchQuery.read(fields, SEARCHED, book));
        List<Customer> found = store.search(book, search);
        boolean hasMore = found.size() > search.limit();
        List<Customer> shown = hasMore ? found.subList(0, search.limit()) : found;
        return Answer.ok(out -> out.text("object", "search_result")
                .list("data", shown, (inner, each) -> each.write(inner))
                .flag("has_more", hasMore)
                .text("next_page", hasMore ? shown.getLast().id() : null)
                .text("url", URL + "/search"));
    }
}
