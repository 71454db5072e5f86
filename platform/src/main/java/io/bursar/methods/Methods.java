package io.bursar.methods;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.customers.AttachedMethods;
import io.bursar.engine.Riders;
import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.Vault;
import io.bursar.methods.ChangeMethod.Writing;
import io.bursar.methods.PaymentMethod.Kept;
import io.bursar.methods.PaymentMethod.Owner;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent.Cause;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Payment methods, for other features. */
@Component
public final class Methods implements AttachedMethods {
    /** How providers write theirs. */
    private static final String TOKEN = "(pm|card|src|token)_[A-Za-z0-9_]{3,250}";

    private final MethodStore store;
    private final Gateways gateways;
    private final Writing writing;

    Methods(MethodStore store, Gateways gateways, Writing writing) {
        this.store = store;
        this.gateways = gateways;
        this.writing = writing;
    }

    /** What a text names, in order of precedence. */
    public sealed interface Resolution {
        /** @param method may be {@link PaymentMethod#isUsable used no more} */
        record Found(PaymentMethod method) implements Resolution {}

        /** Neither we nor any gateway has it. */
        record Missing() implements Resolution {}

        /** A gateway was to be asked and could not answer. @param problem 429 or 503; nothing happened */
        record NotNow(Problem problem) implements Resolution {}
    }

    /**
     * The method that a text names: by our id, or by a provider's own token ({@code pm_card_visa}), which is then
     * made a method of this book. May call a provider; not to be called inside a transaction.
     */
    public Resolution resolve(int book, String text) {
        Optional<UUID> ours = PaymentMethod.parse(text, book);
        if (ours.isPresent()) {
            return store.find(book, ours.get())
                    .<Resolution>map(Resolution.Found::new)
                    .orElseGet(Resolution.Missing::new);
        }
        if (!text.matches(TOKEN)) {
            return new Resolution.Missing();
        }
        Problem silence = null;
        for (String gateway : keeping(MethodType.CARD)) {
            Optional<PaymentMethod> known = store.findByToken(book, new Kept(gateway, text));
            if (known.isPresent()) {
                return new Resolution.Found(known.get());
            }
            switch (gateways.vault(gateway).find(text)) {
                case Vault.Kept.Done<MethodDetails>(MethodDetails details) -> {
                    return new Resolution.Found(adopt(book, gateway, details, null));
                }
                case Vault.Kept.NotSent<MethodDetails> notSent -> silence = Silence.of(notSent);
                case Vault.Kept.Unknown<MethodDetails> _ -> silence = Silence.unreachable();
                case Vault.Kept.Missing<MethodDetails> _,
                        Vault.Kept.Declined<MethodDetails> _,
                        Vault.Kept.Refused<MethodDetails> _ -> {}
            }
        }
        return silence == null ? new Resolution.Missing() : new Resolution.NotNow(silence);
    }

    /** Gateways that keep such methods, in the order of the configuration. */
    List<String> keeping(MethodType type) {
        return gateways.names().stream()
                .filter(name -> gateways.capabilities(name)
                        .filter(able ->
                                able.has(Ability.SAVE_METHOD) && able.methods().contains(type))
                        .isPresent())
                .toList();
    }

    /**
     * The method of what a gateway tells; made when its token is new, as it is when it is known. What has no token is
     * made each time.
     *
     * @param customer whose it is, unless it is somebody's already; null: nobody's
     */
    public PaymentMethod adopt(int book, String gateway, MethodDetails details, @Nullable UUID customer) {
        PaymentMethod fresh = PaymentMethod.of(book, gateway, details);
        if (customer == null) {
            return store.insert(fresh);
        }
        PaymentMethod kept = store.insert(fresh.with(new Owner.Of(customer)));
        boolean isFree = kept.owner() instanceof Owner.Nobody && store.setAttached(kept, customer);
        return isFree ? kept.with(new Owner.Of(customer)) : kept;
    }

    /** The same without writing anything yet. @param details with a token */
    public Adoption adoption(int book, String gateway, MethodDetails details) {
        Kept kept = new Kept(gateway, java.util.Objects.requireNonNull(details.token()));
        return store.findByToken(book, kept)
                .map(known -> new Adoption(known, List.of()))
                .orElseGet(() -> fresh(book, gateway, details));
    }

    private static Adoption fresh(int book, String gateway, MethodDetails details) {
        PaymentMethod fresh = PaymentMethod.of(book, gateway, details);
        return new Adoption(fresh, List.of(MethodRows.adopted(fresh.uuid(), gateway, details)));
    }

    /** What makes a method a customer's, with the event; nothing when it is somebody's, or used no more. */
    public List<Riders.Call> attaching(PaymentMethod method, UUID customer, Cause cause) {
        if (!(method.owner() instanceof Owner.Nobody)) {
            return List.of();
        }
        PaymentMethod after = method.with(new Owner.Of(customer));
        return List.of(
                MethodRows.attached(method, customer),
                Outbox.row(writing.event("attached", after, cause).after(method::write)));
    }

    /**
     * The same in the transaction that is open, telling that it is attached when it becomes the customer's.
     *
     * @param customer whose it is, unless it is somebody's already; null: nobody's
     */
    public PaymentMethod keep(int book, String gateway, MethodDetails details, @Nullable UUID customer, Cause cause) {
        PaymentMethod before = adopt(book, gateway, details, null);
        boolean isFree = before.owner() instanceof Owner.Nobody;
        if (customer == null || !isFree || !store.setAttached(before, customer)) {
            return store.find(book, before.uuid()).orElse(before);
        }
        PaymentMethod after = before.with(new Owner.Of(customer));
        writing.write(writing.event("attached", after, cause).after(before::write));
        return after;
    }

    /**
     * Makes a method of {@code payment_method_data}. May call a provider; not to be called inside a transaction.
     *
     * @throws ProblemException when it cannot be made of this
     */
    public PaymentMethod make(int book, Fields data) {
        MethodRequest request = MethodRequest.read(data);
        String token = request.token();
        if (token == null) {
            return store.insert(PaymentMethod.unkept(book, request.type()).with(request.remarks()));
        }
        String gateway = keeping(request.type()).stream()
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                ErrorCode.GATEWAY_MISSING,
                                "No gateway that is configured keeps these.",
                                data.nameOf("type"))
                        .asException());
        Vault.Kept<MethodDetails> made =
                gateways.vault(gateway).make(ObjectIds.next(PaymentMethod.PREFIX, book), request.type(), token);
        if (made instanceof Vault.Kept.Done<MethodDetails>(MethodDetails details)) {
            return store.insert(PaymentMethod.of(book, gateway, details).with(request.remarks()));
        }
        throw Silence.of(made, data.nameOf("card[token]")).asException();
    }

    /** A method that is whatever UPI app the payer has, with what a caller writes on it. */
    public PaymentMethod makeUpi(int book, Fields data) {
        return store.insert(PaymentMethod.unkept(book, MethodType.UPI)
                .with(MethodRequest.remarks(data, PaymentMethod.Remarks.NONE)));
    }

    /** A method that is whatever UPI app the payer has. */
    public PaymentMethod makeUpi(int book) {
        return store.insert(PaymentMethod.unkept(book, MethodType.UPI));
    }

    /** A method by its UUID. */
    public Optional<PaymentMethod> find(int book, UUID id) {
        return store.find(book, id);
    }

    /** A method by our own id; asks no provider. */
    public Optional<PaymentMethod> find(int book, String id) {
        return PaymentMethod.parse(id, book).flatMap(uuid -> store.find(book, uuid));
    }

    @Override
    public void takeAll(int book, UUID customer, Cause cause) {
        for (PaymentMethod after : store.takeAll(book, customer)) {
            PaymentMethod before = after.with(new Owner.Of(customer));
            writing.write(writing.event("detached", after, cause).after(before::write));
        }
    }

    @Override
    public boolean isOf(int book, UUID customer, String method) {
        return find(book, method)
                .flatMap(PaymentMethod::customer)
                .filter(customer::equals)
                .isPresent();
    }
}
