package io.bursar.gateways.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Contact;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.Instrument.Token;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Orders;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.SandboxRig;
import io.bursar.gateways.Vault.Kept;
import io.bursar.gateways.Vault.SetupOrder;
import io.bursar.money.Money;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stripe's store of customers and methods. */
class StripeVaultTest {
    private static SandboxRig rig;
    private static StripeGateway stripe;

    @BeforeAll
    static void start() {
        rig = SandboxRig.start();
        stripe = new StripeGateway("stripe", rig.stripe(), SandboxRig.PATIENCE);
    }

    @AfterAll
    static void stop() {
        stripe.close();
        rig.close();
    }

    private static <T> T done(Kept<T> kept) {
        if (kept instanceof Kept.Done<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected it to be done, got " + kept);
    }

    private static String customer() {
        return done(stripe.vault().makeCustomer(Orders.id("op"), "cus_1", "Ada", "ada@example.com"));
    }

    private static SetupOrder setup(String card, @Nullable String customer) {
        return new SetupOrder(
                Orders.id("op"),
                new Token(MethodType.CARD, card),
                customer,
                Presence.PRESENT_KEEP_OFF_SESSION,
                null,
                "https://shop.example/back",
                Contact.UNKNOWN);
    }

    @Test
    void a_customer_is_made_once() {
        String operation = Orders.id("op");
        String first = done(stripe.vault().makeCustomer(operation, "cus_1", "Ada", null));
        assertThat(done(stripe.vault().makeCustomer(operation, "cus_1", "Ada", null)))
                .isEqualTo(first)
                .startsWith("cus_");
    }

    @Test
    void a_method_is_made_found_kept_and_let_go() {
        MethodDetails made = done(stripe.vault().make(Orders.id("op"), MethodType.CARD, "tok_mastercard"));
        String token = Objects.requireNonNull(made.token());
        assertThat(Objects.requireNonNull(made.card()).brand()).isEqualTo("mastercard");
        assertThat(done(stripe.vault().find(token)).token()).isEqualTo(token);
        assertThat(done(stripe.vault().attach(Orders.id("op"), token, customer()))
                        .token())
                .isEqualTo(token);
        assertThat(done(stripe.vault().detach(Orders.id("op"), token)).token()).isEqualTo(token);
        assertThat(done(stripe.vault().find("pm_card_visa")).token())
                .startsWith("pm_")
                .isNotEqualTo("pm_card_visa");
    }

    @Test
    void a_card_is_set_up_and_taken_from_without_its_payer() {
        String customer = customer();
        SetupOrder order = setup("pm_card_visa", customer);
        ProviderSetup setup = done(stripe.vault().setUp(order));
        assertThat(setup.standing()).isEqualTo(new ProviderSetup.Standing.Succeeded());
        assertThat(setup.operation()).isEqualTo(order.operation());
        assertThat(done(stripe.vault().setUp(order)).id()).isEqualTo(setup.id());
        assertThat(done(stripe.vault().look(null, order.operation())).id()).isEqualTo(setup.id());
        assertThat(done(stripe.vault().look(setup.id(), order.operation())).id())
                .isEqualTo(setup.id());
        String token =
                Objects.requireNonNull(Objects.requireNonNull(setup.method()).token());
        Order.Authorise absent = new Order.Authorise(
                Orders.ticket(Orders.id("att"), null),
                Money.of(900, "eur"),
                Taking.AT_ONCE,
                new Token(MethodType.CARD, token),
                customer,
                Presence.ABSENT,
                new Order.Wording(null, null, Map.of()),
                null,
                Contact.UNKNOWN);
        assertThat(Orders.seen(stripe.perform(absent)).standing()).isEqualTo(new Standing.Captured());
    }

    @Test
    void the_payer_of_a_set_up_is_sent_to_the_issuer() {
        ProviderSetup setup = done(stripe.vault().setUp(setup("pm_card_threeDSecure2Required", customer())));
        assertThat(setup.standing())
                .isInstanceOfSatisfying(
                        ProviderSetup.Standing.ActionNeeded.class,
                        needed -> assertThat(needed.action()).isInstanceOf(NextAction.Redirect.class));
    }

    @Test
    void what_is_refused_declined_missing_or_not_able() {
        assertThat(stripe.vault().find("pm_nobody")).isEqualTo(new Kept.Missing<>());
        assertThat(stripe.vault().find("../charges")).isInstanceOf(Kept.Missing.class);
        assertThat(stripe.vault().make(Orders.id("op"), MethodType.UPI, "tok_visa"))
                .isEqualTo(new Kept.NotSent<>(Reason.NOT_ABLE));
        assertThat(stripe.vault().make(Orders.id("op"), MethodType.CARD, "tok_nobody"))
                .isInstanceOfSatisfying(
                        Kept.Refused.class,
                        refused -> assertThat(refused.param()).isEqualTo("card[token]"));
        assertThat(stripe.vault().setUp(setup("pm_card_chargeDeclined", null))).isInstanceOf(Kept.Declined.class);
        assertThat(stripe.vault()
                        .setUp(new SetupOrder(
                                Orders.id("op"),
                                new Instrument.UpiIntent(),
                                null,
                                Presence.PRESENT,
                                null,
                                null,
                                Contact.UNKNOWN)))
                .isEqualTo(new Kept.NotSent<>(Reason.NOT_ABLE));
        assertThat(stripe.vault().endMandate(Orders.id("op"), "cus_1", "mandate_1"))
                .isEqualTo(new Kept.NotSent<>(Reason.NOT_ABLE));
        assertThat(stripe.vault().look(null, Orders.id("op"))).isEqualTo(new Kept.Missing<>());
    }
}
