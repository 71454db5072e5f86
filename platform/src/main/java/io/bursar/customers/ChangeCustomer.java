package io.bursar.customers;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.ProblemException;
import io.bursar.api.Rendering;
import io.bursar.customers.CustomerStore.Found;
import io.bursar.database.Transactions;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent;
import io.bursar.outbox.OutboxEvent.Cause;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Makes, changes and deletes customers; each with its event in the same commit. */
@Component
final class ChangeCustomer {
    private final CustomerStore store;
    private final Idempotency idempotency;
    private final Outbox outbox;
    private final Transactions transactions;
    private final ObjectProvider<AttachedMethods> methods;

    ChangeCustomer(
            CustomerStore store,
            Idempotency idempotency,
            Outbox outbox,
            Transactions transactions,
            ObjectProvider<AttachedMethods> methods) {
        this.store = store;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.transactions = transactions;
        this.methods = methods;
    }

    Answer create(Call call, String route) {
        Asked asked = Idempotency.asked(call, route);
        Customer made = read(call, Customer.fresh(call.caller().book()));
        return idempotency.once(asked, () -> {
            store.insert(made);
            outbox.write(event(call, "created", made, made::write));
            return Answer.ok(made::write);
        });
    }

    Answer update(Call call, String route) {
        int book = call.caller().book();
        Asked asked = Idempotency.asked(call, route);
        UUID uuid = Customer.parse(call.path("id"), book).orElseThrow(() -> CustomerEndpoints.missing(call));
        return idempotency.once(asked, () -> {
            Customer before = store.findLocked(book, uuid)
                    .flatMap(Found::alive)
                    .orElseThrow(() -> CustomerEndpoints.missing(call));
            Customer after = read(call, before);
            store.update(after);
            outbox.write(event(call, "updated", after, after::write).after(before::write));
            return Answer.ok(after::write);
        });
    }

    /** @throws ProblemException when it is not there, or no more */
    Answer delete(Call call) {
        int book = call.caller().book();
        UUID uuid = Customer.parse(call.path("id"), book).orElseThrow(() -> CustomerEndpoints.missing(call));
        return transactions.inside(() -> {
            Customer before = store.findLocked(book, uuid)
                    .flatMap(Found::alive)
                    .orElseThrow(() -> CustomerEndpoints.missing(call));
            store.delete(book, uuid);
            methods.forEach(each -> each.takeAll(book, uuid, Cause.of(call)));
            outbox.write(event(call, "deleted", before, out -> Customer.writeDeleted(out, uuid)));
            return Answer.ok(out -> Customer.writeDeleted(out, uuid));
        });
    }

    private Customer read(Call call, Customer before) {
        return call.readBody(body -> CustomerRequest.amend(
                body,
                before,
                method -> methods.stream().anyMatch(each -> each.isOf(before.book(), before.uuid(), method))));
    }

    private OutboxEvent event(Call call, String what, Customer customer, Rendering body) {
        return outbox.event(customer.book(), "customer." + what, customer.id(), body, Cause.of(call));
    }
}
