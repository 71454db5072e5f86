package io.bursar.gateways.stripe;

import static io.bursar.gateways.Orders.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails.Secured;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order.Rest;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Orders;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.ProviderRefund;
import io.bursar.gateways.SandboxRig;
import io.bursar.money.Money;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every order at a Stripe that is well. */
class StripeOrdersTest {
    private static final Money TWENTY = Money.of(2000, "usd");
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

    private static ProviderPayment authorised(Taking taking) {
        return seen(stripe.perform(Orders.card("pm_card_visa", TWENTY, taking)));
    }

    private static ProviderPayment look(ProviderPayment payment) {
        return seen(stripe.look(new Inquiry(payment.id(), Objects.requireNonNull(payment.attempt()), "op")));
    }

    private static JsonNode book(ProviderPayment payment) {
        return rig.labelled("bursar_attempt", Objects.requireNonNull(payment.attempt()))
                .orElseThrow();
    }

    @Test
    void money_is_taken_at_once_and_one_answer_tells_all() {
        ProviderPayment paid = authorised(Taking.AT_ONCE);
        assertThat(paid.standing()).isEqualTo(new Standing.Captured());
        assertThat(paid.authorised()).isEqualTo(2000);
        assertThat(paid.captured()).isEqualTo(2000);
        assertThat(paid.released()).isZero();
        assertThat(paid.refunded()).isZero();
        assertThat(paid.fee()).isEqualTo(88);
        assertThat(paid.charge()).startsWith("ch_");
        assertThat(Objects.requireNonNull(paid.method()).card()).satisfies(card -> {
            assertThat(card.brand()).isEqualTo("visa");
            assertThat(card.last4()).isEqualTo("4242");
            assertThat(card.secured()).isEqualTo(Secured.NOT_TRIED);
        });
        assertThat(book(paid).at("/captured").asLong()).isEqualTo(2000);
        assertThat(book(paid).at("/labels/order").asString()).isEqualTo("6735");
        assertThat(look(paid).refunds()).isEmpty();
    }

    @Test
    void money_is_reserved_then_taken_in_part_and_the_rest_given_back() {
        ProviderPayment held = authorised(Taking.LATER);
        assertThat(held.standing()).isInstanceOf(Standing.Authorised.class);
        ProviderPayment taken = seen(stripe.perform(Orders.capture(held, Money.of(1200, "usd"), Rest.RELEASED)));
        assertThat(taken.standing()).isEqualTo(new Standing.Captured());
        assertThat(taken.captured()).isEqualTo(1200);
        assertThat(taken.released()).isEqualTo(800);
        assertThat(taken.refunded()).isZero();
        assertThat(book(taken).at("/released").asLong()).isEqualTo(800);
    }

    @Test
    void money_is_taken_in_parts() {
        ProviderPayment held = authorised(Taking.LATER_IN_PARTS);
        ProviderPayment first = seen(stripe.perform(Orders.capture(held, Money.of(500, "usd"), Rest.KEPT)));
        assertThat(first.standing()).isInstanceOf(Standing.Authorised.class);
        assertThat(first.captured()).isEqualTo(500);
        assertThat(first.released()).isZero();
        ProviderPayment second = seen(stripe.perform(Orders.capture(first, Money.of(700, "usd"), Rest.RELEASED)));
        assertThat(second.captured()).isEqualTo(1200);
        assertThat(second.released()).isEqualTo(800);
        assertThat(book(second).at("/captured").asLong()).isEqualTo(1200);
    }

    @Test
    void more_is_reserved_and_what_is_reserved_given_back() {
        ProviderPayment held = authorised(Taking.LATER);
        ProviderPayment more = seen(stripe.perform(Orders.increment(held, Money.of(5000, "usd"))));
        assertThat(more.authorised()).isEqualTo(5000);
        ProviderPayment released = seen(stripe.perform(Orders.release(more)));
        assertThat(released.standing()).isEqualTo(new Standing.Released("abandoned"));
        assertThat(released.released()).isEqualTo(5000);
        assertThat(released.refunded()).isZero();
        assertThat(book(released).at("/released").asLong()).isEqualTo(5000);
    }

    @Test
    void refunds_are_told_one_by_one_and_theirs_too() {
        ProviderPayment paid = authorised(Taking.AT_ONCE);
        var order = Orders.refund(paid, Money.of(300, "usd"));
        ProviderPayment refunded = seen(stripe.perform(order));
        assertThat(refunded.refunded()).isEqualTo(300);
        rig.control("stripe/refund", "{\"id\":\"" + paid.id() + "\",\"amount\":200}");
        ProviderPayment seen = look(paid);
        assertThat(seen.refunded()).isEqualTo(500);
        assertThat(seen.refunds())
                .extracting(ProviderRefund::operation)
                .containsExactlyInAnyOrder(order.ticket().operation(), null);
        assertThat(seen.refunds()).allMatch(each -> each.status() == ProviderRefund.Status.SUCCEEDED);
    }

    @Test
    void a_refund_that_fails_after_all_is_told_though_its_sum_is_gone() {
        ProviderPayment paid = authorised(Taking.AT_ONCE);
        ProviderPayment refunded = seen(stripe.perform(Orders.refund(paid, Money.of(300, "usd"))));
        String refund =
                Objects.requireNonNull(look(refunded).refunds()).getFirst().id();
        rig.control("stripe/fail_refund", "{\"id\":\"" + refund + "\"}");
        ProviderPayment seen = look(paid);
        assertThat(seen.refunded()).isZero();
        assertThat(Objects.requireNonNull(seen.refunds()).getFirst().status()).isEqualTo(ProviderRefund.Status.FAILED);
        assertThat(seen.refunds().getFirst().failure()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined, card_declined, generic_decline, ELSEWHERE",
        "pm_card_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds, OTHER_METHOD",
        "pm_card_chargeDeclinedStolenCard, card_declined, stolen_card, NEVER",
        "pm_card_chargeDeclinedExpiredCard, expired_card, , OTHER_METHOD",
        "pm_card_chargeDeclinedProcessingError, processing_error, , ELSEWHERE",
    })
    void a_bank_says_no(String card, String code, String declineCode, Decline.Retry retry) {
        Answer answer = stripe.perform(Orders.card(card, TWENTY, Taking.AT_ONCE));
        assertThat(answer).isInstanceOfSatisfying(Answer.Declined.class, declined -> {
            assertThat(declined.decline().code()).isEqualTo(code);
            assertThat(declined.decline().declineCode()).isEqualTo(declineCode);
            assertThat(declined.decline().retry()).isEqualTo(retry);
            assertThat(Objects.requireNonNull(declined.payment()).standing()).isInstanceOf(Standing.Failed.class);
        });
    }

    @Test
    void the_payer_is_sent_to_the_issuer() {
        ProviderPayment payment =
                seen(stripe.perform(Orders.card("pm_card_threeDSecure2Required", TWENTY, Taking.AT_ONCE)));
        assertThat(payment.standing())
                .isInstanceOfSatisfying(
                        Standing.ActionNeeded.class,
                        needed -> assertThat(needed.action())
                                .isInstanceOfSatisfying(
                                        NextAction.Redirect.class,
                                        redirect -> assertThat(redirect.url()).contains("/_sandbox/3ds/")));
        assertThat(payment.authorised()).isZero();
    }

    @Test
    void a_payment_is_found_by_what_we_left_with_it() {
        ProviderPayment paid = authorised(Taking.AT_ONCE);
        String attempt = Objects.requireNonNull(paid.attempt());
        assertThat(seen(stripe.look(new Inquiry(null, attempt, "op"))).id()).isEqualTo(paid.id());
        assertThat(stripe.look(new Inquiry(null, Orders.id("att"), "op"))).isEqualTo(new Answer.Missing());
        assertThat(stripe.look(new Inquiry("pi_nobody", attempt, "op"))).isEqualTo(new Answer.Missing());
    }

    @Test
    void what_stripe_refuses_and_what_it_cannot_do() {
        assertThat(stripe.perform(Orders.card("pm_nobody", TWENTY, Taking.AT_ONCE)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("resource_missing"));
        assertThat(stripe.perform(Orders.upi(new Instrument.UpiIntent(), TWENTY, Taking.AT_ONCE)))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
        assertThat(stripe.perform(Orders.card("pm_card_visa", Money.of(5124, "kwd"), Taking.AT_ONCE)))
                .isEqualTo(new Answer.NotSent(Reason.NOT_ABLE));
        ProviderPayment paid = authorised(Taking.AT_ONCE);
        assertThat(stripe.perform(Orders.capture(paid, TWENTY, Rest.RELEASED)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("payment_intent_unexpected_state"));
    }
}
