package io.bursar.payments.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Capabilities;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When gateways are asked, in the times of one that may be asked four times a day. */
class LookTimesTest {
    private static final Capabilities ABLE = new Capabilities(
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(Duration.ofSeconds(90), Duration.ofMinutes(15), Duration.ofHours(2), Duration.ofHours(24)),
            Duration.ofDays(5),
            Duration.ZERO);
    private static final Attempt PREPARED = NewsOrderTest.payment().attempts().getFirst();
    private static final Instant BEGUN = PREPARED.createdAt();

    private static Attempt unknown() {
        return PREPARED.with(PREPARED.authorisation().in(new OperationState.Unknown("it did not answer")));
    }

    /** How long after its beginning it is looked at next. */
    private static Duration next(Duration age, boolean isSilent) {
        Instant now = BEGUN.plus(age);
        Instant at = isSilent ? LookTimes.afterSilence(unknown(), ABLE, now) : LookTimes.next(unknown(), ABLE, now);
        return Duration.between(BEGUN, Objects.requireNonNull(at));
    }

    @Test
    void what_a_gateway_answered_is_asked_at_its_times() {
        assertThat(next(Duration.ofSeconds(1), false)).isEqualTo(Duration.ofSeconds(90));
        assertThat(next(Duration.ofSeconds(90), false)).isEqualTo(Duration.ofMinutes(15));
        assertThat(next(Duration.ofMinutes(15), false)).isEqualTo(Duration.ofHours(2));
        assertThat(next(Duration.ofHours(24), false)).isEqualTo(Duration.ofHours(48));
    }

    @Test
    void what_it_did_not_answer_is_asked_sooner_and_less_often_the_older_it_is() {
        assertThat(next(Duration.ofSeconds(80), true)).isEqualTo(Duration.ofSeconds(90));
        assertThat(next(Duration.ofSeconds(90), true)).isEqualTo(Duration.ofSeconds(180));
        assertThat(next(Duration.ofMinutes(16), true)).isEqualTo(Duration.ofMinutes(20));
        assertThat(next(Duration.ofHours(30), true)).isEqualTo(Duration.ofMinutes(30 * 60 + 15));
    }

    @Test
    void what_a_process_that_ended_left_is_asked_about_with_a_pause() {
        Instant now = BEGUN.plus(LookTimes.LIVE);
        assertThat(LookTimes.next(PREPARED, ABLE, now)).isEqualTo(now);
        assertThat(LookTimes.afterSilence(PREPARED, ABLE, now)).isEqualTo(now.plusSeconds(90));
    }

    @Test
    void what_failed_is_looked_at_daily_while_money_may_still_be_taken() {
        OperationState refused = new OperationState.Failed("refused", "by the payer");
        Attempt failed = PREPARED.with(PREPARED.authorisation().in(refused)).in(AttemptState.FAILED);
        List<Duration> looks = new ArrayList<>();
        Instant next = LookTimes.next(failed, ABLE, BEGUN);
        while (next != null) {
            looks.add(Duration.between(BEGUN, next));
            assertThat(LookTimes.afterSilence(failed, ABLE, next)).isEqualTo(LookTimes.next(failed, ABLE, next));
            next = LookTimes.next(failed, ABLE, next);
        }
        assertThat(looks)
                .containsExactly(
                        Duration.ofDays(1),
                        Duration.ofDays(2),
                        Duration.ofDays(3),
                        Duration.ofDays(4),
                        Duration.ofDays(5));
        Attempt unsent = PREPARED.with(PREPARED.authorisation()
                        .in(new OperationState.Failed(OperationState.NOT_SENT, "the breaker is open")))
                .in(AttemptState.FAILED);
        assertThat(LookTimes.next(unsent, ABLE, BEGUN)).isNull();
    }

    @Test
    void a_debit_that_waits_for_its_day_is_not_asked_about_before() {
        Instant day = BEGUN.plus(Duration.ofHours(25));
        Operation asked = PREPARED.authorisation();
        Attempt announced = PREPARED.with(asked.noting(asked.notes().waitingFor(day)));
        assertThat(LookTimes.next(announced, ABLE, BEGUN)).isEqualTo(day);
        assertThat(LookTimes.afterSilence(announced, ABLE, BEGUN)).isEqualTo(day);
    }

    private static Attempt surplus(List<Instant> failedReturns) {
        Attempt attempt = PREPARED.with(PREPARED.authorisation().in(new OperationState.Succeeded()))
                .in(AttemptState.CAPTURED)
                .with(PREPARED.details().surplus())
                .with(new Attempt.Tally(1_000, 1_000, 0, 0), PREPARED.parts());
        for (Instant each : failedReturns) {
            attempt = attempt.with(Operation.prepared(UUID.randomUUID(), Kind.REFUND, 1_000, Notes.NONE, each)
                    .in(new OperationState.Failed("charge_disputed", "the payer disputes it")));
        }
        return attempt;
    }

    @Test
    void what_nobody_wants_goes_back_at_once_and_where_that_fails_ever_later() {
        Instant now = BEGUN.plus(Duration.ofDays(3));
        List<Instant> failed = new ArrayList<>();
        assertThat(LookTimes.next(surplus(failed), ABLE, now)).isEqualTo(now);
        List<Duration> waits = new ArrayList<>();
        Instant last = now;
        for (int i = 0; i < 16; i++) {
            failed.add(last);
            Instant next = Objects.requireNonNull(LookTimes.next(surplus(failed), ABLE, last));
            assertThat(LookTimes.returning(surplus(failed))).isEqualTo(next);
            waits.add(Duration.between(last, next));
            last = next;
        }
        assertThat(waits.subList(0, 4))
                .containsExactly(
                        Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(waits.subList(14, 16)).containsOnly(Duration.ofDays(1));
    }
}
