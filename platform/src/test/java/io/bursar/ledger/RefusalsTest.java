package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.AccountRef;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerException.Reason;
import io.bursar.engine.Outcome;
import io.bursar.ledger.Result.Refused;
import io.bursar.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each refusal of the engine is to a caller. */
class RefusalsTest {
    private static final AccountRef WALLET = AccountRef.of("users/1/wallet", "inr");

    private record Row(
            Outcome outcome,
            int status,
            String code,
            @Nullable String param,
            Map<String, Object> details) {}

    private static final List<Row> TABLE = List.of(
            row(
                    new Outcome.KeyReused(List.of("legs[0].amount", "reference")),
                    400,
                    "idempotency_key_reused",
                    "legs[0][amount]"),
            row(new Outcome.Malformed("legs[2].rest", "m"), 400, "parameter_invalid", "legs[2][rest]"),
            row(new Outcome.TargetUnknown(1), 404, "target_unknown", "id"),
            row(new Outcome.TargetSettled(1), 409, "target_settled", "id"),
            row(new Outcome.TargetExpired(1), 409, "target_expired", "id"),
            new Row(
                    new Outcome.TargetExceeded(1, 2, 30),
                    422,
                    "target_exceeded",
                    "amounts",
                    Map.of("leg", 2L, "remaining", 30L)),
            new Row(new Outcome.AccountUnknown("x/y"), 404, "account_unknown", null, Map.of("path", "x/y")),
            new Row(
                    new Outcome.CurrencyNotAllowed("x", Currency.of("usd")),
                    422,
                    "currency_not_allowed",
                    null,
                    Map.of("path", "x", "currency", "usd")),
            about(new Outcome.AccountFrozen(WALLET), 422, "account_frozen", Map.of()),
            about(new Outcome.AccountClosed(WALLET), 422, "account_closed", Map.of()),
            about(
                    new Outcome.AccountNotEmpty(WALLET, 5, 6),
                    422,
                    "account_not_empty",
                    Map.of("balance", 5L, "held", 6L)),
            new Row(
                    new Outcome.PeriodClosed(Instant.EPOCH),
                    422,
                    "period_closed",
                    "effective_at",
                    Map.of("closed_before", "1970-01-01T00:00:00Z")),
            new Row(
                    new Outcome.PeriodNotLater(Instant.EPOCH),
                    422,
                    "period_not_later",
                    "closed_before",
                    Map.of("closed_before", "1970-01-01T00:00:00Z")),
            row(new Outcome.PeriodNotEarlier(null), 422, "period_not_earlier", "closed_before"),
            about(new Outcome.BalanceOutOfRange(WALLET), 422, "balance_out_of_range", Map.of()),
            about(
                    new Outcome.InsufficientFunds(WALLET, 7, 8),
                    402,
                    "insufficient_funds",
                    Map.of("available", 7L, "needed", 8L)),
            about(new Outcome.AboveCeiling(WALLET, 7, 8), 422, "above_ceiling", Map.of("room", 7L, "needed", 8L)),
            row(new Outcome.Conflict("payment pi_1"), 409, "conflict", null),
            row(new Outcome.Busy(), 429, "ledger_busy", null),
            row(new Outcome.DeadlinePassed(), 503, "deadline_passed", null),
            row(new Outcome.Aborted(3), 409, "batch_aborted", null));

    @Test
    void each_has_its_status_code_param_and_details() {
        for (Row row : TABLE) {
            assertThat(Result.of(row.outcome())).isInstanceOfSatisfying(Refused.class, refused -> {
                Problem problem = refused.problem();
                assertThat(problem.code().status()).as("%s", row).isEqualTo(row.status());
                assertThat(problem.code().text()).as("%s", row).isEqualTo(row.code());
                assertThat(problem.param()).as("%s", row).isEqualTo(row.param());
                assertThat(problem.details()).as("%s", row).isEqualTo(row.details());
                assertThat(refused.isReplay()).isFalse();
            });
        }
    }

    @Test
    void a_replayed_refusal_is_the_same_with_a_mark() {
        for (Row row : TABLE) {
            if (row.outcome() instanceof Outcome.Rejection rejection) {
                Answer first = Result.of(rejection).answer(id -> Answer.ok(out -> {}));
                Answer again = Result.of(new Outcome.Replayed(rejection)).answer(id -> Answer.ok(out -> {}));
                assertThat(again.status()).isEqualTo(first.status());
                assertThat(again.headers()).containsEntry("Idempotent-Replayed", "true");
            }
        }
    }

    @Test
    void the_table_has_every_outcome_that_refuses() {
        Set<Class<?>> covered =
                TABLE.stream().map(row -> row.outcome().getClass()).collect(Collectors.toSet());
        List<Class<?>> all = new ArrayList<>(List.of(Outcome.Rejection.class.getPermittedSubclasses()));
        all.addAll(List.of(Outcome.Busy.class, Outcome.DeadlinePassed.class, Outcome.Aborted.class));
        assertThat(covered).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void what_may_be_asked_again_says_when() {
        assertThat(Answer.refused(Refusals.busy()).headers()).containsKey("Retry-After");
        assertThat(Answer.refused(Refusals.deadlinePassed()).headers()).containsKey("Retry-After");
        assertThat(Result.failure(new LedgerException(Reason.UNKNOWN, "lost")))
                .isInstanceOfSatisfying(ProblemException.class, unknown -> {
                    assertThat(unknown.problem().code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                    assertThat(Answer.refused(unknown.problem()).headers()).containsKey("Retry-After");
                });
        assertThat(Result.failure(new LedgerException(Reason.CLOSED, "closed")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        closed -> assertThat(closed.problem().code()).isEqualTo(ErrorCode.NOT_READY));
    }

    @Test
    void over_http_too() {
        RunningBursar bursar = Books.open();
        String wallet = Books.wallet(100);
        String user = RunningBursar.unique("u");
        Books.transfer("world", "nowhere", 1).expectError(404, "account_unknown", null);
        Books.transfer("world", "users/" + user + "/capped", 1_001).expectError(422, "above_ceiling", null);
        bursar.post("/v1/transactions")
                .key(RunningBursar.unique("usd"))
                .json(Books.legs("world", "users/" + user + "/rupees", 1).replace("inr", "usd"))
                .send()
                .expectError(422, "currency_not_allowed", null);
        String hold = bursar.post("/v1/holds")
                .key(RunningBursar.unique("hold"))
                .json(Books.legs(wallet, "fees", 60))
                .expect(201)
                .id();
        String capture = "/v1/holds/" + hold + "/capture";
        bursar.post(capture)
                .key(RunningBursar.unique("more"))
                .json("{'amounts':[61]}")
                .send()
                .expectError(422, "target_exceeded", "amounts");
        bursar.post(capture).key(RunningBursar.unique("all")).expect(201);
        bursar.post(capture).key(RunningBursar.unique("again")).send().expectError(409, "target_settled", "id");
        bursar.post("/v1/transactions/tx_0000g00000000/reverse")
                .key(RunningBursar.unique("none"))
                .send()
                .expectError(404, "target_unknown", "id");
    }

    private static Row row(Outcome outcome, int status, String code, @Nullable String param) {
        return new Row(outcome, status, code, param, Map.of());
    }

    private static Row about(Outcome outcome, int status, String code, Map<String, Object> more) {
        Map<String, Object> details = new java.util.TreeMap<>(more);
        details.put("account", WALLET.path());
        details.put("currency", "inr");
        return new Row(outcome, status, code, null, details);
    }
}
