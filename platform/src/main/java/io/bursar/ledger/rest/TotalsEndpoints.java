package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Requires;
import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.TwoTimes;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Balances and their sums, now and in two times. */
@Controller
final class TotalsEndpoints {
    private final OpenBooks books;

    TotalsEndpoints(OpenBooks books) {
        this.books = books;
    }

    @GetMapping("/v1/accounts/{id}/balance")
    @Requires(Right.ACCOUNTS_READ)
    @Answers("balance_at")
    Answer balance(Call call) {
        AsOf asOf = call.readQuery(query -> TimeParams.asOf(query, book(call)));
        BalanceAt balance = book(call)
                .times()
                .balance(Ids.parseAccount(call), asOf == null ? AsOf.NOW : asOf)
                .orElseThrow(() -> Ids.missing("account", call.path("id")));
        return Answer.ok(out -> Renderings.balanceAt(out, balance));
    }

    @GetMapping("/v1/trial_balance")
    @Requires(Right.ACCOUNTS_READ)
    Answer trialBalance(Call call) {
        AsOf asOf = call.readQuery(query -> TimeParams.asOf(query, book(call)));
        TrialBalance balance = totals(call, "", asOf);
        return Answer.ok(out -> Renderings.trialBalance(out, balance, asOf));
    }

    /** Of a group of accounts. */
    @GetMapping("/v1/balances/sum")
    @Requires(Right.ACCOUNTS_READ)
    Answer sum(Call call) {
        record Query(AccountGroup group, @Nullable AsOf asOf) {}
        Query query =
                call.readQuery(fields -> new Query(AccountGroup.read(fields), TimeParams.asOf(fields, book(call))));
        TrialBalance sum = totals(call, query.group().prefix(), query.asOf());
        return Answer.ok(out -> Renderings.balanceSum(out, query.group().text(), sum, query.asOf()));
    }

    private TimeParams.Book book(Call call) {
        return TimeParams.Book.of(books, call);
    }

    private TrialBalance totals(Call call, String prefix, @Nullable AsOf asOf) {
        TwoTimes times = book(call).times();
        return asOf == null ? times.totals(prefix) : times.totals(prefix, asOf);
    }
}
