package io.bursar.gateways;

import io.bursar.gateways.Instrument.Token;
import io.bursar.gateways.Order.Authorise;
import io.bursar.gateways.Order.Capture;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Order.Rest;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Order.Wording;
import io.bursar.money.Money;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Orders for tests, each under ids of its own. */
public final class Orders {
    private static final Wording SAYING = new Wording("A book & a pen", null, Map.of("order", "6735"));

    public static final Contact PAYER = new Contact("payer@example.com", "+919812345678");

    private Orders() {}

    public static String id(String prefix) {
        return prefix + "_" + UUID.randomUUID().toString().replace("-", "");
    }

    public static Ticket ticket(String attempt, @Nullable String payment) {
        return new Ticket(id("op"), attempt, payment);
    }

    /** By a card, with the payer there. */
    public static Authorise card(String card, Money amount, Taking taking) {
        return new Authorise(
                ticket(id("att"), null),
                amount,
                taking,
                new Token(MethodType.CARD, card),
                null,
                Presence.PRESENT,
                SAYING,
                "https://shop.example/back",
                Contact.UNKNOWN);
    }

    /** By UPI, with the payer there. */
    public static Authorise upi(Instrument instrument, Money amount, Taking taking) {
        return new Authorise(
                ticket(id("att"), null), amount, taking, instrument, null, Presence.PRESENT, SAYING, null, PAYER);
    }

    public static Capture capture(ProviderPayment payment, Money amount, Rest rest) {
        return new Capture(next(payment), amount, payment.captured(), rest);
    }

    public static Order.Refund refund(ProviderPayment payment, Money amount) {
        return new Order.Refund(next(payment), amount, "requested_by_customer");
    }

    public static Order.Release release(ProviderPayment payment) {
        return new Order.Release(next(payment), "abandoned");
    }

    public static Order.Increment increment(ProviderPayment payment, Money total) {
        return new Order.Increment(next(payment), total);
    }

    private static Ticket next(ProviderPayment payment) {
        return ticket(java.util.Objects.requireNonNull(payment.attempt()), payment.id());
    }

    public static ProviderPayment seen(Answer answer) {
        if (answer instanceof Answer.Seen(ProviderPayment payment)) {
            return payment;
        }
        throw new AssertionError("expected a payment, got " + answer);
    }
}
