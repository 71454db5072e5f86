package io.bursar.ledger;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.Ledger;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.TwoTimes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Balances and their sums, now and in two times. */
@Controller
final class TotalsEndpoints {
    private final Ledger ledger;

    TotalsEndpoints(Ledger ledger) {
        this.ledger = ledger;
    }

    @GetMapping("/v1/accounts/{id}/balance")
    Answer balance(Call call) {
        TwoTimes times = ledger.reader().times();
        AsOf asOf = call.readQuery(query -> TimeParams.asOf(query, times));
        String id = call.path("id");
        BalanceAt balance = times.balance(Ids.parseAccount(id), asOf == null ? AsOf.NOW : asOf)
                .orElseThrow(() -> Ids.missing("account", id));
        return Answer.ok(out -> Renderings.balanceAt(out, balance));
    }

    @GetMapping("/v1/trial_balance")
    Answer trialBalance(Call call) {
        AsOf asOf =
                call.readQuery(query -> TimeParams.asOf(query, ledger.reader().times()));
        TrialBalance balance = totals("", asOf);
        return Answer.ok(out -> Renderings.trialBalance(out, balance, asOf));
    }

    /** Of a group of accounts. */
    @GetMapping("/v1/balances/sum")
    Answer sum(Call call) {
        record Query(AccountGroup group, @Nullable AsOf asOf) {}
        Query query = call.readQuery(fields -> new Query(
                AccountGroup.read(fields),
                TimeParams.asOf(fields, ledger.reader().times())));
        TrialBalance sum = totals(query.group().prefix(), query.asOf());
        return Answer.ok(out -> Renderings.balanceSum(out, query.group(), sum, query.asOf()));
    }

    private TrialBalance totals(String prefix, @Nullable AsOf asOf) {
        TwoTimes times = ledger.reader().times();
        return asOf == null ? times.totals(prefix) : times.totals(prefix, asOf);
    }
}
