package io.bursar.disputes.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.disputes.decide.Hearing.Plan;
import io.bursar.disputes.decide.Hearing.Word;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.ProviderDispute.Status;
import io.bursar.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * News of a dispute in every order and number: what it comes to is the same, each change of state stands in the table,
 * and no money moves twice. Whoever asks is told how it stands in the end, as a gateway tells.
 */
class DisputeOrderTest {
    private static final int ROUNDS = 20_000;
    private static final long AMOUNT = 1_000;
    private static final long FEE = 1_500;
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Instant DUE = NOW.plusSeconds(864_000);

    private final long seed = Long.getLong("bursar.seed", System.nanoTime() & 0xffffff);
    private final Random random = new Random(seed);

    @Test
    void the_order_and_number_of_news_do_not_matter() {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProviderDispute> history = history();
            List<ProviderDispute> shuffled = new ArrayList<>(history);
            for (int i = random.nextInt(5); i > 0; i--) {
                shuffled.add(history.get(random.nextInt(history.size())));
            }
            Collections.shuffle(shuffled, random);
            String where = "-Dbursar.seed=" + seed + " round " + round + " of " + shuffled;
            ProviderDispute truth = history.getLast();
            Dispute heard = tell(shuffled, truth, where);
            assertThat(heard.state()).as(where).isEqualTo(DisputeState.of(truth.status()));
            assertThat(heard.moved().net()).as(where).isEqualTo(truth.withdrawn() - truth.reinstated());
            assertThat(heard.moved().fee()).as(where).isEqualTo(truth.fee());
        }
    }

    /** What a gateway could tell of one dispute, in its order. */
    private List<ProviderDispute> history() {
        List<ProviderDispute> told = new ArrayList<>();
        boolean isStripe = random.nextInt(3) > 0;
        if (isStripe && random.nextInt(4) == 0) {
            told.add(said(Status.WARNING_NEEDS_RESPONSE, 0, 0, 0));
            if (random.nextBoolean()) {
                told.add(said(Status.WARNING_UNDER_REVIEW, 0, 0, 0));
            }
            if (random.nextBoolean()) {
                told.add(said(Status.WARNING_CLOSED, 0, 0, 0));
                return told;
            }
        }
        told.add(said(Status.NEEDS_RESPONSE, 0, 0, 0));
        long gone = isStripe ? AMOUNT : 0;
        long fee = isStripe ? FEE : 0;
        if (isStripe) {
            told.add(said(Status.NEEDS_RESPONSE, gone, 0, fee));
        }
        while (random.nextInt(3) > 0) {
            told.add(said(Status.UNDER_REVIEW, gone, 0, fee));
            if (random.nextInt(4) == 0) {
                told.add(said(Status.NEEDS_RESPONSE, gone, 0, fee));
            }
        }
        if (random.nextBoolean()) {
            told.add(said(Status.WON, gone, 0, fee));
            if (isStripe) {
                told.add(said(Status.WON, gone, gone, 0));
            }
        } else {
            told.add(said(Status.LOST, AMOUNT, 0, fee));
            if (random.nextInt(4) == 0) {
                told.add(said(Status.WON, AMOUNT, AMOUNT, fee));
            }
        }
        return told;
    }

    private static ProviderDispute said(Status status, long withdrawn, long reinstated, long fee) {
        boolean isOpen = status == Status.NEEDS_RESPONSE || status == Status.WARNING_NEEDS_RESPONSE;
        return new ProviderDispute(
                "stripe",
                "du_theirs",
                "pi_theirs",
                "ch_theirs",
                Money.of(AMOUNT, "usd").currency(),
                AMOUNT,
                withdrawn,
                reinstated,
                fee,
                "fraudulent",
                status,
                isOpen ? DUE : null,
                isOpen ? 0 : 1,
                NOW);
    }

    private static Dispute tell(List<ProviderDispute> news, ProviderDispute truth, String where) {
        ProviderDispute first = news.getFirst();
        Dispute dispute = new Dispute(
                UUID.randomUUID(),
                1,
                1,
                DisputeState.of(first.status()).beginning(),
                new Dispute.Of(UUID.randomUUID(), UUID.randomUUID(), "stripe", first.id()),
                Money.of(AMOUNT, "usd"),
                first.reason(),
                Dispute.Moved.NOTHING,
                first.evidenceBy(),
                Dispute.Answering.NOTHING,
                NOW,
                List.of());
        for (ProviderDispute said : news) {
            dispute = tell(dispute, said, truth, where);
        }
        return dispute;
    }

    private static Dispute tell(Dispute before, ProviderDispute said, ProviderDispute truth, String where) {
        Plan plan = Hearing.plan(before, said, Word.TOLD);
        if (plan instanceof Plan.Ask) {
            plan = Hearing.plan(before, truth, Word.LOOKED);
        }
        Dispute now = before;
        for (Next next : ((Plan.Change) plan).changes()) {
            now = checked(now, next, where);
        }
        assertThat(Hearing.plan(now, truth, Word.LOOKED)).as(where).isInstanceOf(Plan.Change.class);
        return now;
    }

    /** By the table; and money only grows. */
    private static Dispute checked(Dispute before, Next next, String where) {
        Dispute after = next.after();
        if (before.state() != after.state()) {
            assertThat(before.state().mayBecome(after.state())).as(where).isTrue();
        }
        assertThat(next.incidents()).as(where).isEmpty();
        assertThat(after.version()).as(where).isEqualTo(before.version());
        assertThat(after.moved().withdrawn())
                .as(where)
                .isGreaterThanOrEqualTo(before.moved().withdrawn());
        assertThat(after.moved().reinstated())
                .as(where)
                .isGreaterThanOrEqualTo(before.moved().reinstated());
        assertThat(after.moved().net()).as(where).isBetween(0L, AMOUNT);
        return after.next();
    }
}
