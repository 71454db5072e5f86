package io.bursar.methods;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.ObjectPage;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.MethodType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Payment methods, as Stripe's clients ask for them. */
@Controller
final class MethodEndpoints {
    private static final String URL = "/v1/payment_methods";
    private static final String OF_CUSTOMER = "/v1/customers/{id}/payment_methods";
    private static final String OBJECT = "payment_method";
    private static final String CUSTOMER = "customer";

    private final ChangeMethod change;
    private final AttachMethod attach;
    private final MethodStore store;
    private final Customers customers;

    MethodEndpoints(ChangeMethod change, AttachMethod attach, MethodStore store, Customers customers) {
        this.change = change;
        this.attach = attach;
        this.store = store;
        this.customers = customers;
    }

    @PostMapping(URL)
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer create(Call call) {
        return change.create(call, "POST " + URL);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.METHODS_READ)
    @Answers(OBJECT)
    Answer get(Call call) {
        call.readNothing();
        return Answer.ok(change.require(call)::write);
    }

    @PostMapping(URL + "/{id}")
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer update(Call call) {
        return change.update(call, "POST " + URL + "/{id}");
    }

    @PostMapping(URL + "/{id}/attach")
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer attach(Call call) {
        return change.attach(call, "POST " + URL + "/{id}/attach");
    }

    @PostMapping(URL + "/{id}/detach")
    @Requires(Right.METHODS_WRITE)
    @Answers(OBJECT)
    Answer detach(Call call) {
        return change.detach(call, "POST " + URL + "/{id}/detach");
    }

    /** A customer's, newest first. */
    @GetMapping(URL)
    @Requires(Right.METHODS_READ)
    @Answers(value = OBJECT, shape = Answers.Shape.LIST)
    Answer list(Call call) {
        int book = call.caller().book();
        Query query = call.readQuery(fields -> Query.read(fields, book, fields.requireText(CUSTOMER)));
        Customer customer = attach.customer(book, query.customer());
        return list(URL, book, customer.uuid(), query);
    }

    /** The same by the customer's own address. */
    @GetMapping(OF_CUSTOMER)
    @Requires(Right.METHODS_READ)
    @Answers(value = OBJECT, shape = Answers.Shape.LIST)
    Answer listOfCustomer(Call call) {
        int book = call.caller().book();
        String id = call.path("id");
        Query query = call.readQuery(fields -> Query.read(fields, book, id));
        Customer customer = customers
                .find(book, id)
                .orElseThrow(() -> Problem.missing(CUSTOMER, id, "id").asException());
        return list(OF_CUSTOMER.replace("{id}", customer.id()), book, customer.uuid(), query);
    }

    private Answer list(String url, int book, UUID customer, Query query) {
        return query.page()
                .answer(url, store.list(book, customer, query.type(), query.page()), (out, each) -> each.write(out));
    }

    private record Query(String customer, @Nullable MethodType type, ObjectPage page) {
        static Query read(Fields fields, int book, String customer) {
            return new Query(
                    customer,
                    fields.oneOf("type", MethodType.class),
                    ObjectPage.read(fields, PaymentMethod.PREFIX, book));
        }
    }
}
