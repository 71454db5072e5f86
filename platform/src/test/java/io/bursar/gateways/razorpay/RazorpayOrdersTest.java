package io.bursar.gateways.razorpay;

import static io.bursar.gateways.Orders.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Order.Rest;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Orders;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.ProviderRefund;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.SandboxRig;
import io.bursar.gateways.Vault.Consent;
import io.bursar.gateways.Vault.Kept;
import io.bursar.gateways.Vault.SetupOrder;
import io.bursar.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every order at a Razorpay that is well. */
class RazorpayOrdersTest {
    private static final Money TWENTY = Money.of(2000, "inr");
    private SandboxRig rig;
    private RazorpayGateway razorpay;

    @BeforeEach
    void start() {
        rig = SandboxRig.start();
        razorpay = new RazorpayGateway("razorpay", rig.razorpay(), SandboxRig.PATIENCE);
    }

    @AfterEach
    void stop() {
        razorpay.close();
        rig.close();
    }

    private static Order.Authorise order(Taking taking) {
        return Orders.upi(new Instrument.UpiIntent(), TWENTY, taking);
    }

    private void act(String verb, ProviderPayment payment) {
        rig.control("razorpay/" + verb, "{\"id\":\"" + payment.charge() + "\"}");
    }

    private ProviderPayment look(ProviderPayment payment) {
        return seen(razorpay.look(new Inquiry(payment.id(), Objects.requireNonNull(payment.attempt()), "op")));
    }

    private JsonNode book(ProviderPayment payment) {
        return rig.labelled("receipt", Objects.requireNonNull(payment.attempt()))
                .orElseThrow();
    }

    private ProviderPayment authorised() {
        ProviderPayment begun = seen(razorpay.perform(order(Taking.LATER)));
        act("approve", begun);
        return look(begun);
    }

    private ProviderPayment captured() {
        ProviderPayment held = authorised();
        return seen(razorpay.perform(Orders.capture(held, TWENTY, Rest.RELEASED)));
    }

    @Test
    void the_payer_opens_a_link_and_the_money_is_taken() {
        ProviderPayment begun = seen(razorpay.perform(order(Taking.AT_ONCE)));
        assertThat(begun.standing())
                .isInstanceOfSatisfying(
                        Standing.ActionNeeded.class,
                        needed -> assertThat(needed.action())
                                .isInstanceOfSatisfying(
                                        NextAction.Upi.class,
                                        upi -> assertThat(upi.link()).startsWith("upi://pay?")));
        assertThat(begun.id()).startsWith("order_");
        assertThat(begun.charge()).startsWith("pay_");
        act("approve", begun);
        ProviderPayment paid = look(begun);
        assertThat(paid.standing()).isEqualTo(new Standing.Captured());
        assertThat(paid.captured()).isEqualTo(2000);
        assertThat(paid.fee()).isEqualTo(47);
        assertThat(Objects.requireNonNull(paid.method()).vpa()).isEqualTo("success@razorpay");
        assertThat(book(paid).at("/captured").asLong()).isEqualTo(2000);
        assertThat(seen(razorpay.look(new Inquiry(null, Objects.requireNonNull(paid.attempt()), "op")))
                        .id())
                .isEqualTo(paid.id());
        assertThat(razorpay.look(new Inquiry(null, Orders.id("att"), "op"))).isEqualTo(new Answer.Missing());
    }

    @Test
    void money_is_reserved_then_taken_whole_and_once() {
        ProviderPayment held = authorised();
        assertThat(held.standing()).isInstanceOf(Standing.Authorised.class);
        assertThat(razorpay.perform(Orders.capture(held, Money.of(500, "inr"), Rest.RELEASED)))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
        Order.Capture capture = Orders.capture(held, TWENTY, Rest.RELEASED);
        assertThat(seen(razorpay.perform(capture)).captured()).isEqualTo(2000);
        assertThat(seen(razorpay.perform(capture)).captured()).isEqualTo(2000);
        assertThat(book(held).at("/captured").asLong()).isEqualTo(2000);
    }

    @Test
    void what_was_begun_is_found_before_anything_is_made_again() {
        Order.Authorise order = order(Taking.AT_ONCE);
        ProviderPayment begun = seen(razorpay.perform(order));
        act("approve", begun);
        ProviderPayment again = seen(razorpay.perform(order));
        assertThat(again.id()).isEqualTo(begun.id());
        assertThat(again.standing()).isEqualTo(new Standing.Captured());
        assertThat(book(again).at("/authorisations").asInt()).isEqualTo(1);
    }

    @Test
    void a_payment_fails_and_succeeds_after_all() {
        ProviderPayment begun = seen(razorpay.perform(order(Taking.LATER)));
        act("refuse", begun);
        assertThat(look(begun).standing()).isInstanceOf(Standing.Failed.class);
        act("authorize_late", begun);
        assertThat(look(begun).standing()).isInstanceOf(Standing.Authorised.class);
    }

    @Test
    void what_is_not_captured_is_given_back_by_razorpay_itself() {
        ProviderPayment held = authorised();
        rig.control("clock", "{\"advance\":\"P4D\"}");
        ProviderPayment gone = look(held);
        assertThat(gone.standing()).isEqualTo(new Standing.Released("automatic"));
        assertThat(gone.released()).isEqualTo(2000);
        assertThat(gone.refunded()).isZero();
        assertThat(book(gone).at("/released").asLong()).isEqualTo(2000);
    }

    @Test
    void refunds_are_made_once_and_told_one_by_one() {
        ProviderPayment paid = captured();
        Order.Refund order = Orders.refund(paid, Money.of(300, "inr"));
        assertThat(seen(razorpay.perform(order)).refunded()).isEqualTo(300);
        assertThat(seen(razorpay.perform(order)).refunded()).isEqualTo(300);
        rig.control("razorpay/refund", "{\"id\":\"" + paid.charge() + "\",\"amount\":200}");
        ProviderPayment seen = look(paid);
        assertThat(seen.refunded()).isEqualTo(500);
        assertThat(seen.refunds())
                .extracting(ProviderRefund::operation)
                .containsExactlyInAnyOrder(order.ticket().operation(), null);
        assertThat(book(paid).at("/refunded").asLong()).isEqualTo(500);
        String refund = Objects.requireNonNull(seen.refunds()).getFirst().id();
        rig.control("razorpay/fail_refund", "{\"id\":\"" + refund + "\"}");
        assertThat(look(paid).refunds())
                .filteredOn(each -> each.id().equals(refund))
                .allMatch(each -> each.status() == ProviderRefund.Status.FAILED);
    }

    @Test
    void what_razorpay_cannot_do_is_not_sent() {
        ProviderPayment held = authorised();
        assertThat(razorpay.perform(Orders.release(held))).isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
        assertThat(razorpay.perform(Orders.increment(held, Money.of(3000, "inr"))))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
        assertThat(razorpay.perform(Orders.card("pm_card_visa", TWENTY, Taking.AT_ONCE)))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
        assertThat(razorpay.perform(Orders.upi(new Instrument.UpiIntent(), Money.of(500, "usd"), Taking.AT_ONCE)))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
    }

    @Test
    void a_consent_is_given_announced_debited_and_ended() {
        String customer = done(razorpay.vault().makeCustomer("op_customer", "cus_1", "Asha", "asha@example.com"));
        String operation = Orders.id("op");
        ProviderSetup setup = done(razorpay.vault()
                .setUp(new SetupOrder(
                        operation,
                        new Instrument.UpiIntent(),
                        customer,
                        Presence.PRESENT_KEEP_OFF_SESSION,
                        new Consent(Money.of(500_000, "inr"), "monthly", null),
                        null,
                        Orders.PAYER)));
        assertThat(setup.standing()).isInstanceOf(ProviderSetup.Standing.ActionNeeded.class);
        String first = rig.callOrderPayments(setup.id());
        rig.control("razorpay/approve", "{\"id\":\"" + first + "\"}");
        ProviderSetup given = done(razorpay.vault().look(null, operation));
        assertThat(given.standing()).isEqualTo(new ProviderSetup.Standing.Succeeded());
        Instrument.Mandate mandate = new Instrument.Mandate(MethodType.UPI, Objects.requireNonNull(given.mandate()));
        assertThat(given.operation()).isEqualTo(operation);

        String attempt = Orders.id("att");
        Money fifty = Money.of(5000, "inr");
        Instant debitAt = Instant.now().plus(Duration.ofHours(26));
        ProviderPayment announced =
                seen(razorpay.perform(new Order.Announce(Orders.ticket(attempt, null), fifty, mandate, debitAt)));
        assertThat(announced.standing()).isEqualTo(new Standing.Open());
        Order.Authorise debit = new Order.Authorise(
                Orders.ticket(attempt, announced.id()),
                fifty,
                Taking.AT_ONCE,
                mandate,
                customer,
                Presence.ABSENT,
                new Order.Wording("November", null, Map.of()),
                null,
                Orders.PAYER);
        assertThat(seen(razorpay.perform(debit)).standing()).isEqualTo(new Standing.Processing());
        assertThat(seen(razorpay.perform(debit)).id()).isEqualTo(announced.id());
        rig.control("clock", "{\"advance\":\"PT27H\"}");
        ProviderPayment paid = look(announced);
        assertThat(paid.standing()).isEqualTo(new Standing.Captured());
        assertThat(paid.mandate()).isEqualTo(mandate.token());
        assertThat(book(paid).at("/authorisations").asInt()).isEqualTo(1);
        assertThat(done(razorpay.vault().endMandate("op_end", customer, mandate.token())))
                .isEqualTo(mandate.token());
    }

    private static <T> T done(Kept<T> kept) {
        if (kept instanceof Kept.Done<T>(T value)) {
            return value;
        }
        throw new AssertionError("expected it to be done, got " + kept);
    }
}
