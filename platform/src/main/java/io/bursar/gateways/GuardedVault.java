package io.bursar.gateways;

import io.bursar.api.Masks;
import io.bursar.gateways.Line.Outcome;
import io.bursar.gateways.News.MandateStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway's vault behind its line. */
final class GuardedVault implements Vault {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedVault.class);

    private final Gateway gateway;
    private final Line line;

    GuardedVault(Gateway gateway, Line line) {
        this.gateway = gateway;
        this.line = line;
    }

    @Override
    public Kept<String> makeCustomer(String operation, String customer, @Nullable String name, @Nullable String email) {
        return call("make_customer", () -> gateway.vault().makeCustomer(operation, customer, name, email));
    }

    @Override
    public Kept<MethodDetails> find(String token) {
        return call("find", () -> gateway.vault().find(token));
    }

    @Override
    public Kept<MethodDetails> make(String operation, MethodType type, String token) {
        return call("make", () -> gateway.vault().make(operation, type, token));
    }

    @Override
    public Kept<MethodDetails> attach(String operation, String token, String customer) {
        return call("attach", () -> gateway.vault().attach(operation, token, customer));
    }

    @Override
    public Kept<MethodDetails> detach(String operation, String token) {
        return call("detach", () -> gateway.vault().detach(operation, token));
    }

    @Override
    public Kept<ProviderSetup> setUp(SetupOrder order) {
        return call("set_up", () -> gateway.vault().setUp(order));
    }

    @Override
    public Kept<ProviderSetup> look(@Nullable String setup, String operation) {
        return call("look", () -> gateway.vault().look(setup, operation));
    }

    @Override
    public Kept<ProviderSetup> cancel(String operation, String setup) {
        return call("cancel", () -> gateway.vault().cancel(operation, setup));
    }

    @Override
    public Kept<MandateStatus> status(@Nullable String customer, String mandate) {
        return call("status", () -> gateway.vault().status(customer, mandate));
    }

    @Override
    public Kept<String> endMandate(String operation, String customer, String mandate) {
        return call("end_mandate", () -> gateway.vault().endMandate(operation, customer, mandate));
    }

    private <T> Kept<T> call(String what, Supplier<Kept<T>> work) {
        return call(line, gateway.name(), what, work);
    }

    /** Makes a call on a line, and tells what did not go as it should. */
    static <T> Kept<T> call(Line line, String gateway, String what, Supplier<Kept<T>> work) {
        Gateways.checkOutside();
        Kept<T> kept = line.call(new Line.Reading<>(GuardedVault::outcome, Kept.NotSent::new), work);
        String why =
                switch (kept) {
                    case Kept.Unknown<T>(String reason) -> "unknown: " + reason;
                    case Kept.Refused<T>(String code, String message, String _) -> "refused: " + code + ": " + message;
                    case Kept.NotSent<T>(Answer.Reason reason) -> "not sent: " + reason;
                    case Kept.Done<T> _, Kept.Declined<T> _, Kept.Missing<T> _ -> "";
                };
        if (!why.isEmpty()) {
            LOG.warn("a gateway did not do what was asked gateway={} what={} why={}", gateway, what, Masks.mask(why));
        }
        return kept;
    }

    private static <T> Outcome outcome(Kept<T> kept) {
        return switch (kept) {
            case Kept.Done<T> _ -> Outcome.ANSWERED;
            case Kept.Declined<T> _ -> Outcome.DECLINED;
            case Kept.Refused<T> _ -> Outcome.REFUSED;
            case Kept.Missing<T> _ -> Outcome.MISSING;
            case Kept.NotSent<T>(Answer.Reason reason) -> Outcome.of(reason);
            case Kept.Unknown<T> _ -> Outcome.UNKNOWN;
        };
    }
}
