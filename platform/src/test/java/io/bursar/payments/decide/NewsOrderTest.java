package io.bursar.payments.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Contact;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.ProviderRefund;
import io.bursar.money.Money;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.PaymentDecisions.Heard;
import io.bursar.payments.decide.PaymentDecisions.Surroundings;
import io.bursar.payments.decide.PaymentDecisions.Word;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * News of a payment in every order and number: what it comes to is the same, each change of state stands in the table,
 * and no tally becomes less but by a refund that came back.
 */
class NewsOrderTest {
    private static final int ROUNDS = 4_000;
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final long AMOUNT = 1_000;
    private static final UUID PAYMENT = UUID.randomUUID();
    private static final UUID ATTEMPT = UUID.randomUUID();
    private static final Decline NO = new Decline("card_declined", null, "No.", null, Decline.Retry.OTHER_METHOD);

    private final long seed = Long.getLong("bursar.seed", System.nanoTime() & 0xffffff);
    private final Random random = new Random(seed);

    @Test
    void the_order_and_number_of_news_do_not_matter() {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProviderPayment> history = history();
            Payment expected = tell(history);
            List<ProviderPayment> shuffled = new ArrayList<>(history);
            for (int i = random.nextInt(4); i > 0; i--) {
                shuffled.add(history.get(random.nextInt(history.size())));
            }
            java.util.Collections.shuffle(shuffled, random);
            // Whoever missed something asks in the end, and hears the last of it.
            shuffled.add(history.getLast());
            Payment heard = tell(shuffled);
            String where = "-Dbursar.seed=" + seed + " round " + round + " of " + shuffled;
            Attempt one = expected.attempts().getFirst();
            Attempt other = heard.attempts().getFirst();
            assertThat(other.tally()).as(where).isEqualTo(one.tally());
            assertThat(heard.state()).as(where).isEqualTo(expected.state());
            // Which of two destinations gets an odd cent depends on when it came; nobody gets or gives more in all.
            assertThat(captured(other)).as(where).isEqualTo(captured(one));
        }
    }

    private static long captured(Attempt attempt) {
        return attempt.parts().stream()
                .mapToLong(part -> part.captured() - part.refunded())
                .sum();
    }

    /** What a gateway could tell of one payment, in its order. */
    private List<ProviderPayment> history() {
        List<ProviderPayment> told = new ArrayList<>();
        if (random.nextBoolean()) {
            told.add(said(new Standing.Processing(), 0, 0, 0, null));
        }
        if (random.nextBoolean()) {
            told.add(said(new Standing.ActionNeeded(new NextAction.Redirect("https://bank")), 0, 0, 0, null));
        }
        boolean isFailed = random.nextInt(4) == 0;
        if (isFailed) {
            told.add(said(new Standing.Failed(NO), 0, 0, 0, null));
            if (random.nextBoolean()) {
                return told;
            }
        }
        told.add(said(new Standing.Authorised(null), AMOUNT, 0, 0, null));
        long captured = 0;
        while (captured < AMOUNT && random.nextInt(3) > 0) {
            captured += 1 + random.nextInt((int) (AMOUNT - captured));
            boolean isAll = captured == AMOUNT;
            told.add(said(isAll ? new Standing.Captured() : new Standing.Authorised(null), AMOUNT, captured, 0, null));
        }
        if (captured < AMOUNT) {
            long left = AMOUNT - captured;
            told.add(said(
                    captured > 0 ? new Standing.Captured() : new Standing.Released("automatic"),
                    AMOUNT,
                    captured,
                    left,
                    null));
        }
        refunds(told, captured);
        return told;
    }

    private void refunds(List<ProviderPayment> told, long captured) {
        long released = AMOUNT - captured;
        List<ProviderRefund> refunds = new ArrayList<>();
        long left = captured;
        for (int i = 0; i < 3 && left > 0 && random.nextBoolean(); i++) {
            long amount = 1L + random.nextInt((int) left);
            left -= amount;
            refunds.add(new ProviderRefund("re_" + i, null, amount, ProviderRefund.Status.SUCCEEDED, null, NOW));
            told.add(said(new Standing.Captured(), AMOUNT, captured, released, refunds));
        }
    }

    private static ProviderPayment said(
            Standing standing, long authorised, long captured, long released, @Nullable List<ProviderRefund> refunds) {
        long refunded = refunds == null
                ? -1
                : refunds.stream().mapToLong(ProviderRefund::amount).sum();
        return new ProviderPayment(
                "stripe",
                "pi_theirs",
                PublicNames.charge(ATTEMPT),
                standing,
                Money.of(AMOUNT, "usd").currency(),
                AMOUNT,
                authorised,
                captured,
                released,
                refunded,
                refunds,
                null,
                null,
                null,
                null);
    }

    private Payment tell(List<ProviderPayment> news) {
        Payment payment = payment();
        for (ProviderPayment said : news) {
            payment = tell(payment, said);
        }
        return payment;
    }

    private Payment tell(Payment before, ProviderPayment said) {
        Payment payment = before;
        Surroundings around = new Surroundings(UUID::randomUUID, NOW);
        for (int i = 0; i < 20; i++) {
            Attempt attempt = payment.attempts().getFirst();
            switch (PaymentDecisions.hear(payment, attempt, said, Word.TOLD, around)) {
                case Heard.Next(Step step) -> payment = checked(payment, step);
                case Heard.Known _ -> {
                    return payment;
                }
                case Heard.ToAsk _, Heard.Odd _ -> throw new AssertionError("nothing here is odd: " + said);
            }
        }
        throw new AssertionError("there is no end of news in " + said);
    }

    /** As the ledger would make it true; and by the table. */
    private static Payment checked(Payment before, Step step) {
        Payment after = step.after();
        Attempt old = before.attempts().getFirst();
        Attempt now = after.attempts().getFirst();
        if (old.state() != now.state()) {
            assertThat(AttemptState.EDGES.get(old.state())).contains(now.state());
        }
        if (before.state() != after.state()) {
            assertThat(IntentState.EDGES.get(before.state())).contains(after.state());
        }
        for (Operation operation : old.operations()) {
            String from = operation.state().text();
            String to = now.operation(operation.id()).state().text();
            if (!from.equals(to)) {
                assertThat(OperationState.EDGES.get(from)).contains(to);
            }
        }
        assertThat(now.tally().authorised()).isGreaterThanOrEqualTo(old.tally().authorised());
        assertThat(now.tally().captured()).isGreaterThanOrEqualTo(old.tally().captured());
        assertThat(now.tally().released()).isGreaterThanOrEqualTo(old.tally().released());
        assertThat(now.tally().held()).isNotNegative();
        long parts = now.parts().stream().mapToLong(Part::captured).sum();
        assertThat(parts).isEqualTo(now.tally().captured());
        boolean isHeld = step.booking() instanceof Booking.Hold;
        return after.with(isHeld ? now.holding(1) : now).next();
    }

    /** Prepared a moment ago; nothing is known of it. */
    static Payment payment() {
        IntentTerms terms = new IntentTerms(
                IntentTerms.CaptureMethod.MANUAL,
                IntentTerms.Confirmation.AUTOMATIC,
                null,
                "pm_card_visa",
                List.of("card"),
                List.of(new IntentTerms.Share("revenue/a", 1), new IntentTerms.Share("revenue/b", 2)),
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                IntentTerms.Options.NONE,
                null,
                Map.of());
        Attempt.Details details = new Attempt.Details(
                new Instrument.Token(MethodType.CARD, "pm_card_visa"),
                Order.Taking.LATER_IN_PARTS,
                Order.Presence.PRESENT,
                null,
                "pm_card_visa",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                Contact.UNKNOWN);
        Attempt attempt = new Attempt(
                        ATTEMPT,
                        1,
                        "stripe",
                        AttemptState.PREPARED,
                        null,
                        null,
                        Money.of(AMOUNT, "usd").currency(),
                        Attempt.Tally.NOTHING,
                        0,
                        List.of(Part.of("revenue/a", 1), Part.of("revenue/b", 2)),
                        details,
                        null,
                        NOW,
                        List.of())
                .with(Operation.prepared(UUID.randomUUID(), Kind.AUTHORISE, AMOUNT, Notes.NONE, NOW));
        return new Payment(PAYMENT, 1, 1, Money.of(AMOUNT, "usd"), terms, "secret", null, NOW, List.of(attempt));
    }
}
