package io.bursar.methods;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.ErrorCode;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.customers.Customer;
import io.bursar.database.Transactions;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.Vault.Kept;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.methods.PaymentMethod.Owner;
import io.bursar.methods.PaymentMethod.Remarks;
import io.bursar.money.PublicId;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent;
import io.bursar.outbox.OutboxEvent.Cause;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes methods, writes on them, gives them to customers and takes them back. */
@Component
final class ChangeMethod {
    private final Methods methods;
    private final MethodStore store;
    private final AttachMethod attach;
    private final Gateways gateways;
    private final Writing writing;
    private final OnceAtProvider once;

    ChangeMethod(Methods methods, MethodStore store, AttachMethod attach, Gateways gateways, Writing writing) {
        this.methods = methods;
        this.store = store;
        this.attach = attach;
        this.gateways = gateways;
        this.writing = writing;
        this.once = writing.once();
    }

    /** What commits changes together: the key, the rows, the event. */
    @Component
    static final class Writing {
        private final Idempotency idempotency;
        private final Outbox outbox;
        private final Transactions transactions;
        private final OnceAtProvider once;

        Writing(Idempotency idempotency, Outbox outbox, Transactions transactions) {
            this.idempotency = idempotency;
            this.outbox = outbox;
            this.transactions = transactions;
            this.once = new OnceAtProvider(idempotency, transactions);
        }

        OnceAtProvider once() {
            return once;
        }

        Idempotency idempotency() {
            return idempotency;
        }

        Transactions transactions() {
            return transactions;
        }

        OutboxEvent event(String what, PaymentMethod method, Cause cause) {
            return outbox.event(method.book(), "payment_method." + what, method.id(), method::write, cause);
        }

        void write(OutboxEvent event) {
            outbox.write(event);
        }
    }

    Answer create(Call call, String route) {
        int book = call.caller().book();
        Asked asked = Idempotency.asked(call, route);
        MethodRequest request = call.readBody(MethodRequest::read);
        String token = request.token();
        if (token == null) {
            PaymentMethod made = PaymentMethod.unkept(book, request.type()).with(request.remarks());
            return writing.idempotency().once(asked, () -> Answer.ok(store.insert(made)::write));
        }
        return once.run(asked, ObjectIds.next(PaymentMethod.PREFIX, book), id -> {
            String gateway = methods.keeping(request.type()).stream()
                    .findFirst()
                    .orElseThrow(() -> Problem.of(
                                    ErrorCode.GATEWAY_MISSING, "No gateway that is configured keeps these.", "type")
                            .asException());
            MethodDetails details = made(gateways.vault(gateway).make(id, request.type(), token));
            PaymentMethod method = PaymentMethod.of(book, gateway, details).with(request.remarks());
            return () -> Answer.ok(store.insert(method)::write);
        });
    }

    private static MethodDetails made(Kept<MethodDetails> kept) {
        if (kept instanceof Kept.Done<MethodDetails>(MethodDetails details)) {
            return details;
        }
        throw Silence.of(kept, "card[token]").asException();
    }

    /** The method that the path names; a provider's token is made one of ours. */
    PaymentMethod require(Call call) {
        String id = call.path("id");
        return switch (methods.resolve(call.caller().book(), id)) {
            case Methods.Resolution.Found(PaymentMethod method) -> method;
            case Methods.Resolution.Missing _ -> throw missing(id);
            case Methods.Resolution.NotNow(Problem problem) -> throw problem.asException();
        };
    }

    static ProblemException missing(String id) {
        return Problem.missing("payment method", id, "payment_method").asException();
    }

    Answer update(Call call, String route) {
        Asked asked = Idempotency.asked(call, route);
        PaymentMethod named = require(call);
        return writing.idempotency().once(asked, () -> {
            PaymentMethod before = store.findLocked(named.book(), named.uuid()).orElseThrow();
            Remarks remarks = call.readBody(body -> MethodRequest.remarks(body, before.remarks()));
            PaymentMethod after = before.with(remarks);
            store.setRemarks(after);
            writing.write(writing.event("updated", after, Cause.of(call)).after(before::write));
            return Answer.ok(after::write);
        });
    }

    Answer attach(Call call, String route) {
        Asked asked = Idempotency.asked(call, route);
        String customerId = call.readBody(body -> body.requireText("customer"));
        PaymentMethod method = require(call);
        Customer customer = attach.customer(method.book(), customerId);
        return once.run(asked, method.id(), id -> {
            PaymentMethod claimed = methods.find(method.book(), id).orElseThrow();
            return attach.attach(claimed, customer, Cause.of(call));
        });
    }

    Answer detach(Call call, String route) {
        Asked asked = Idempotency.asked(call, route);
        call.readNothing();
        PaymentMethod named = require(call);
        return once.run(asked, named.id(), id -> {
            PaymentMethod method = methods.find(named.book(), id).orElseThrow();
            UUID customer = method.customer()
                    .orElseThrow(() -> Problem.of(
                                    ErrorCode.PAYMENT_METHOD_UNEXPECTED_STATE,
                                    "The payment method is attached to no customer.",
                                    "payment_method")
                            .asException());
            attach.release(method, customer);
            return () -> {
                PaymentMethod after = method.with(new Owner.Detached());
                if (store.setDetached(method, customer)) {
                    attach.forget(method, customer, Cause.of(call));
                    writing.write(
                            writing.event("detached", after, Cause.of(call)).after(method::write));
                }
                return Answer.ok(after::write);
            };
        });
    }

    /** How a method and a customer are named together, for the provider's key. */
    static String operation(String verb, PaymentMethod method) {
        return verb + '-' + PublicId.of(PaymentMethod.PREFIX, method.uuid());
    }
}
