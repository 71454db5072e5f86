package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Chance;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.gateways.Order.Presence;
import io.bursar.idempotency.Asked;
import io.bursar.idempotency.Idempotency;
import io.bursar.idempotency.Look;
import io.bursar.money.Money;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.ConfirmPayment;
import io.bursar.payments.Pass;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.Saves;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.IntentState;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import io.bursar.payments.tell.Reply;
import io.bursar.payments.tell.Reply.Sight;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Requests about payments, from what was sent to what is answered. */
@Component
final class Intents {
    private static final int SECRET_LENGTH = 25;

    private final Idempotency idempotency;
    private final PaymentStore store;
    private final Saves saves;
    private final ConfirmPayment confirm;
    private final Candidates candidates;

    Intents(Idempotency idempotency, PaymentStore store, Saves saves, ConfirmPayment confirm, Candidates candidates) {
        this.idempotency = idempotency;
        this.store = store;
        this.saves = saves;
        this.confirm = confirm;
        this.candidates = candidates;
    }

    /** Answers a repeat as its first; what is new goes on. @param asItIs shows an object whose request died */
    Answer once(Call call, String route, Function<String, Reply> asItIs, Function<Pass, Reply> work) {
        return once(call, route, (object, pass) -> asItIs.apply(object), work);
    }

    /** @param goOn with an object whose request came to no answer */
    private Answer once(Call call, String route, BiFunction<String, Pass, Reply> goOn, Function<Pass, Reply> work) {
        Asked asked = Idempotency.asked(call, route);
        Pass pass = Pass.of(idempotency, asked, Cause.of(call));
        try {
            return known(asked, object -> goOn.apply(object, pass))
                    .orElseGet(() -> work.apply(pass).answer());
        } catch (Saves.AlreadyThere another) {
            // The same request, sent twice at once: the other one was first.
            return known(asked, object -> Reply.refused(ConfirmPayment.overtaken()))
                    .orElseGet(() -> Reply.refused(ConfirmPayment.overtaken()).answer());
        }
    }

    /** What a repeat is answered; empty: it is none. */
    private Optional<Answer> known(Asked asked, Function<String, Reply> unfinished) {
        return switch (idempotency.look(asked)) {
            case Look.Answered(Answer answer) -> Optional.of(answer);
            case Look.Reused(Problem problem) -> Optional.of(Answer.refused(problem));
            case Look.Live(Problem problem) -> Optional.of(Answer.refused(problem));
            case Look.Unfinished(String object) ->
                Optional.of(unfinished.apply(object).answer());
            case Look.Unused _ -> Optional.empty();
        };
    }

    /** The payment of an id in a path. */
    Payment find(Call call) {
        return find(call.path("id"), call.caller().book())
                .orElseThrow(() -> missing("payment intent", call.path("id"), "intent"));
    }

    Optional<Payment> find(String id, int book) {
        return ObjectIds.find(Payment.PREFIX, id, book).flatMap(each -> store.find(each, book));
    }

    Answer get(Call call) {
        if (Payer.sight(call, Right.PAYMENTS_READ) == Sight.OWNER) {
            call.readQuery(query -> query.text(Payer.SECRET) == null);
            return Reply.of(find(call)).answer();
        }
        String secret = call.readQuery(Payer::secret);
        return Reply.of(findOfPayer(call, secret), Sight.PAYER).answer();
    }

    /** One whose secret is another is answered like one that is not there. */
    private Payment findOfPayer(Call call, String secret) {
        return find(call.path("id"), call.caller().book())
                .filter(payment -> Payer.knows(payment, secret))
                .orElseThrow(() -> missing("payment intent", call.path("id"), "intent"));
    }

    static RuntimeException missing(String kind, String id, String param) {
        return Problem.missing(kind, id, param).asException();
    }

    Reply shown(String object, int book) {
        return shown(object, book, Sight.OWNER);
    }

    private Reply shown(String object, int book, Sight sight) {
        return find(object, book)
                .map(payment -> Reply.of(payment, sight))
                .orElseGet(() -> Reply.refused(Problem.of(
                        ErrorCode.CONFLICT, "The first request with this key came to nothing; use a new one.")));
    }

    // ---- creating

    Answer create(Call call) {
        return once(
                call,
                "POST /v1/payment_intents",
                (object, pass) -> createOn(call, object, pass),
                pass -> create(call, pass));
    }

    /** A request that made its payment and then asked no gateway asks it now: another payment is not made. */
    private Reply createOn(Call call, String object, Pass pass) {
        int book = call.caller().book();
        Optional<Payment> made = find(object, book).filter(Payment::isUnsent);
        if (made.isEmpty()) {
            return shown(object, book);
        }
        New asked = call.readBody(body -> read(body, book));
        return asked.confirmation == null
                ? Reply.of(made.get())
                : confirm.confirm(made.get(), asked.confirmation, pass.again());
    }

    private Reply create(Call call, Pass pass) {
        int book = call.caller().book();
        New asked = call.readBody(body -> read(body, book));
        Instant now = store.now();
        UUID id = ObjectIds.next(book);
        String secret = io.bursar.money.PublicId.of(Payment.PREFIX, id) + "_secret_" + Chance.text(SECRET_LENGTH);
        Payment payment = new Payment(id, book, 1, asked.amount, asked.terms, secret, null, now, List.of());
        if (asked.confirmation == null) {
            return Reply.of(saves.make(payment, pass.claimingAnd(payment.publicId(), Reply::of)));
        }
        Payment made = saves.make(payment, pass.claiming(payment.publicId()));
        return confirm.confirm(made, asked.confirmation, pass.claimed());
    }

    /** @param confirmation null: it is confirmed later */
    private record New(Money amount, IntentTerms terms, ConfirmPayment.@Nullable Confirmation confirmation) {}

    private New read(Fields body, int book) {
        Money amount = IntentRequest.amount(body);
        IntentTerms terms = IntentRequest.create(body, amount);
        boolean isConfirmed = body.flag("confirm");
        Candidates.Chosen chosen = candidates.read(body, terms, book);
        IntentTerms chosenTerms = chosen.terms();
        if (!isConfirmed) {
            refuseConfirmOnly(body);
            return new New(amount, chosenTerms, null);
        }
        return new New(amount, chosenTerms, confirmation(body, chosen, amount, book));
    }

    private static void refuseConfirmOnly(Fields body) {
        for (String name :
                List.of("off_session", "error_on_requires_action", "return_url", "mandate_data", "use_stripe_sdk")) {
            if (body.has(name) && !name.equals("return_url")) {
                throw body.problem(
                        ErrorCode.PARAMETER_UNSUPPORTED, name, name + " can only be sent with confirm=true.");
            }
        }
    }

    private ConfirmPayment.Confirmation confirmation(Fields body, Candidates.Chosen chosen, Money amount, int book) {
        boolean isAbsent = body.flag("off_session");
        body.flag("use_stripe_sdk");
        if (body.flag("error_on_requires_action")) {
            isAbsent = true;
        }
        IntentTerms terms = chosen.terms();
        Presence presence = isAbsent
                ? Presence.ABSENT
                : terms.futureUsage() == null
                        ? Presence.PRESENT
                        : terms.futureUsage().equals("off_session")
                                ? Presence.PRESENT_KEEP_OFF_SESSION
                                : Presence.PRESENT_KEEP;
        Candidates.Routed routed = candidates.routed(chosen, amount, book, presence);
        return new ConfirmPayment.Confirmation(routed.candidates(), routed.route(), terms, presence, terms.returnUrl());
    }

    // ---- confirming, updating

    Answer confirm(Call call) {
        int book = call.caller().book();
        Sight sight = Payer.sight(call, Right.PAYMENTS_WRITE);
        if (sight == Sight.PAYER) {
            findOfPayer(call, Payer.secret(call.body()));
        }
        return once(
                call,
                "POST /v1/payment_intents/{id}/confirm",
                object -> shown(object, book, sight),
                pass -> confirm(call, pass.of(sight)));
    }

    private Reply confirm(Call call, Pass pass) {
        boolean isPayer = pass.sight() == Sight.PAYER;
        Payment payment = isPayer ? findOfPayer(call, Payer.secret(call.body())) : find(call);
        ConfirmPayment.Confirmation confirmation = call.readBody(body -> {
            if (isPayer) {
                Payer.requireOwn(body);
                Payer.requireOpen(payment);
                candidates.requireOwn(body, payment);
            }
            body.text(Payer.SECRET);
            IntentTerms terms = IntentRequest.change(body, payment.terms(), payment.amount());
            Candidates.Chosen chosen = candidates.read(body, terms, payment.book());
            return confirmation(body, chosen, payment.amount(), payment.book());
        });
        IntentState state = payment.state();
        boolean isOpen = state == IntentState.REQUIRES_PAYMENT_METHOD || state == IntentState.REQUIRES_CONFIRMATION;
        if (!isOpen) {
            return Reply.unfit(
                    payment,
                    ErrorCode.PAYMENT_INTENT_UNEXPECTED_STATE,
                    "The payment is " + state.text() + "; only one that is requires_payment_method or"
                            + " requires_confirmation can be confirmed.",
                    pass.sight());
        }
        return confirm.confirm(payment, confirmation, pass);
    }

    Answer update(Call call) {
        int book = call.caller().book();
        return once(call, "POST /v1/payment_intents/{id}", object -> shown(object, book), pass -> update(call, pass));
    }

    private Reply update(Call call, Pass pass) {
        Payment payment = find(call);
        Changed changed = call.readBody(body -> changed(body, payment));
        boolean isSame = changed.amount.equals(payment.amount()) && changed.terms.equals(payment.terms());
        if (isSame) {
            return Reply.of(payment);
        }
        IntentState state = payment.state();
        boolean isOpen = state == IntentState.REQUIRES_PAYMENT_METHOD || state == IntentState.REQUIRES_CONFIRMATION;
        IntentTerms loose = new IntentTerms(
                payment.terms().captureMethod(),
                payment.terms().confirmation(),
                payment.terms().customer(),
                payment.terms().method(),
                payment.terms().methodTypes(),
                payment.terms().destination(),
                changed.terms.description(),
                changed.terms.receiptEmail(),
                payment.terms().returnUrl(),
                payment.terms().futureUsage(),
                payment.terms().offSession(),
                payment.terms().statementDescriptor(),
                payment.terms().statementSuffix(),
                payment.terms().options(),
                changed.terms.shipping(),
                changed.terms.metadata());
        boolean isLoose = changed.amount.equals(payment.amount()) && changed.terms.equals(loose);
        if (!isOpen && !isLoose) {
            return Reply.unfit(
                    payment,
                    ErrorCode.PAYMENT_INTENT_UNEXPECTED_STATE,
                    "The payment is " + state.text()
                            + "; only description, metadata, receipt_email and shipping can be changed now.");
        }
        Instant now = store.now();
        Step step = new Step(payment.of(changed.amount).with(changed.terms), null, null, null, List.of(), List.of());
        return switch (saves.save(payment, step, now, pass.claimingAnd(payment.publicId(), Reply::of))) {
            case Saved.Done(Payment after) -> Reply.of(after);
            case Saved.Overtaken _ -> Reply.refused(ConfirmPayment.overtaken());
            case Saved.Refused refused -> throw new IllegalStateException("nothing was to be booked: " + refused);
        };
    }

    private record Changed(Money amount, IntentTerms terms) {}

    private Changed changed(Fields body, Payment payment) {
        Long minor = body.integer("amount");
        Money amount = new Money(
                minor == null ? payment.amount().minor() : IntentRequest.minor(body, "amount", minor),
                body.has("currency")
                        ? IntentRequest.currency(body)
                        : payment.amount().currency());
        IntentTerms terms = IntentRequest.change(body, payment.terms(), amount);
        return new Changed(amount, candidates.read(body, terms, payment.book()).terms());
    }
}
