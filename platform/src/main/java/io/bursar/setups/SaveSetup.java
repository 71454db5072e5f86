package io.bursar.setups;

import io.bursar.api.ErrorCode;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.api.Rendering;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.database.Transactions;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.ProviderSetup;
import io.bursar.methods.Methods;
import io.bursar.methods.PaymentMethod;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.setups.SetupDecisions.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes a step true: its rows, what the payer agreed to, its events and what rides along in one commit, or nothing. */
@Component
final class SaveSetup {
    private final SetupStore store;
    private final MandateStore mandates;
    private final Methods methods;
    private final Customers customers;
    private final Surroundings around;

    /** What commits. */
    @Component
    record Surroundings(Outbox outbox, Transactions transactions, Gateways gateways) {}

    SaveSetup(SetupStore store, MandateStore mandates, Methods methods, Customers customers, Surroundings around) {
        this.store = store;
        this.mandates = mandates;
        this.methods = methods;
        this.customers = customers;
        this.around = around;
    }

    /** What goes along. @param more for the same commit, of the setup as it will be; an exception takes all back */
    record Riding(Cause cause, Consumer<Setup> more) {
        static final Riding NOTHING = new Riding(Cause.OURS, after -> {});
    }

    /** Writes a setup that did not exist. */
    Setup make(Setup setup, Riding riding) {
        return around.transactions().inside(() -> {
            riding.more().accept(setup);
            Setup scheduled = setup.latest()
                    .map(each -> setup.with(scheduled(each, setup.createdAt())))
                    .orElse(setup);
            store.insert(scheduled);
            tell(scheduled, List.of("setup_intent.created"), riding.cause());
            return scheduled;
        });
    }

    /** Empty: the setup changed since it was read, and nothing was written. */
    Optional<Setup> save(Step step, Instant now, Riding riding) {
        try {
            return Optional.of(around.transactions().inside(() -> saved(step, now, riding)));
        } catch (Overtaken another) {
            return Optional.empty();
        }
    }

    private Setup saved(Step step, Instant now, Riding riding) {
        SetupTry changed = step.changed();
        ProviderSetup kept = step.kept();
        Setup after = kept == null || changed == null ? step.after() : keep(step.after(), changed, kept, riding);
        if (changed != null) {
            after = after.with(scheduled(changed, now));
        }
        if (!store.update(after)) {
            throw new Overtaken();
        }
        if (changed != null) {
            store.write(after, after.attempt(changed.id()));
        }
        Setup saved = after.next();
        tell(saved, step.events(), riding.cause());
        riding.more().accept(saved);
        return saved;
    }

    /** Takes a transaction back. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super("the setup changed since it was read", null, false, false);
        }
    }

    static Problem overtaken() {
        return Problem.of(
                ErrorCode.LOCK_TIMEOUT,
                "Another request changed the setup at the same time. Read it, and ask again if that still fits.");
    }

    /** What the payer agreed to becomes a method of the customer's, and a mandate. */
    private Setup keep(Setup setup, SetupTry attempt, ProviderSetup said, Riding riding) {
        PaymentMethod method = method(setup, attempt, said, riding);
        Setup after = method == null ? setup : setup.with(setup.terms().with(method.id()));
        if (method == null || !(setup.terms().isOffSession() || said.mandate() != null)) {
            return after;
        }
        Mandate mandate = new Mandate(
                ObjectIds.next(setup.book()),
                setup.book(),
                method.uuid(),
                attempt.gateway(),
                said.mandate(),
                attempt.asked().customer(),
                Mandate.Status.ACTIVE,
                attempt.asked().limits(),
                setup.terms().acceptance(),
                store.now());
        mandates.insert(mandate);
        return after.giving(mandate.id());
    }

    private @Nullable PaymentMethod method(Setup setup, SetupTry attempt, ProviderSetup said, Riding riding) {
        UUID customer = Optional.ofNullable(setup.terms().customer())
                .flatMap(id -> customers.find(setup.book(), id))
                .map(Customer::uuid)
                .orElse(null);
        MethodDetails details = said.method();
        if (details != null && details.token() != null) {
            return methods.keep(setup.book(), attempt.gateway(), details, customer, riding.cause());
        }
        String ours = attempt.asked().method();
        return ours == null ? null : methods.find(setup.book(), ours).orElse(null);
    }

    private void tell(Setup setup, List<String> events, Cause cause) {
        Rendering body = out -> SetupJson.write(out, setup);
        for (String type : events) {
            around.outbox().write(around.outbox().event(setup.book(), type, setup.publicId(), body, cause));
        }
    }

    /** When to ask the gateway next, of a try that is not settled. */
    SetupTry scheduled(SetupTry attempt, Instant now) {
        List<Duration> times = around.gateways()
                .capabilities(attempt.gateway())
                .map(able -> able.inquiryTimes())
                .orElse(List.of());
        return attempt.lookingAt(SetupLooks.next(attempt, times, now));
    }
}
