package io.bursar.engine.model;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Command.Completion;
import io.bursar.engine.Command.Part;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.money.Currency;
import java.util.List;

/** The accounts and commands that the hand-made cases share. */
final class Samples {
    static final Chart CHART = new Chart(List.of(
            Chart.Pattern.of("bank/{b}", AccountKind.ASSET),
            Chart.Pattern.of("till/{t}", AccountKind.ASSET).withFloor(0).withCeiling(500),
            Chart.Pattern.of("users/{u}/wallet", AccountKind.LIABILITY).withFloor(0),
            Chart.Pattern.of("users/{u}/cap", AccountKind.LIABILITY)
                    .withFloor(0)
                    .withCeiling(100),
            Chart.Pattern.of("users/{u}/{anything}", AccountKind.EXPENSE),
            Chart.Pattern.of("shops/{s}", AccountKind.LIABILITY).withCurrencies("inr"),
            Chart.Pattern.of("fees", AccountKind.INCOME),
            Chart.Pattern.of("costs", AccountKind.EXPENSE).withCeiling(50),
            Chart.Pattern.of("coins/{u}", AccountKind.LIABILITY)
                    .withCurrencies("coin")
                    .withFloor(0),
            Chart.Pattern.of("free/{x}", AccountKind.LIABILITY)));

    static final AccountRef BANK = inr("bank/a");
    static final AccountRef ANN = inr("users/ann/wallet");
    static final AccountRef BOB = inr("users/bob/wallet");
    static final AccountRef CAP = inr("users/cy/cap");
    static final AccountRef SHOP = inr("shops/s");
    static final AccountRef FEES = inr("fees");
    static final AccountRef COSTS = inr("costs");
    static final AccountRef TILL = inr("till/t");
    static final AccountRef FREE = inr("free/x");

    private Samples() {}

    static AccountRef inr(String path) {
        return AccountRef.of(path, "inr");
    }

    static Command chart() {
        return new Command.DefineChart(CHART, Terms.NONE);
    }

    static Leg leg(AccountRef debit, AccountRef credit, long amount) {
        return new Leg(debit.path(), credit.path(), amount, debit.currency(), Leg.Extent.EXACT, null);
    }

    static Leg upTo(AccountRef debit, AccountRef credit, long most) {
        return new Leg(debit.path(), credit.path(), most, debit.currency(), Leg.Extent.UP_TO, null);
    }

    static Leg raw(String debit, String credit, long amount) {
        return new Leg(debit, credit, amount, Currency.of("inr"), Leg.Extent.EXACT, null);
    }

    static Command.Transact pay(AccountRef debit, AccountRef credit, long amount) {
        return transact(leg(debit, credit, amount));
    }

    static Command.Transact transact(Leg... legs) {
        return new Command.Transact(List.of(legs), Terms.NONE);
    }

    static Command.Hold hold(Leg... legs) {
        return new Command.Hold(List.of(legs), null, Terms.NONE);
    }

    static Command.Hold hold(AccountRef debit, AccountRef credit, long amount) {
        return hold(leg(debit, credit, amount));
    }

    static Command.Capture capture(long hold, Part part) {
        return new Command.Capture(hold, part, Completion.KEEP_REST, Terms.NONE);
    }

    static Command.Capture captureLast(long hold, Part part) {
        return new Command.Capture(hold, part, Completion.RELEASE_REST, Terms.NONE);
    }

    static Command.Release release(long hold) {
        return new Command.Release(hold, Terms.NONE);
    }

    static Command.Reverse reverse(long transaction, Part part) {
        return new Command.Reverse(transaction, part, Terms.NONE);
    }

    static Part amounts(Long... amounts) {
        return new Part.Amounts(List.of(amounts));
    }

    static Part all() {
        return new Part.All();
    }

    static Part share(int millionths) {
        return new Part.Share(millionths);
    }

    static Command keyed(String text, Command command) {
        return Commands.with(command, command.terms().withKey(Key.external(9, text)));
    }

    static Command derived(String text, Command command) {
        return Commands.with(command, command.terms().withKey(Key.derived(text)));
    }

    static Command fact(Command command) {
        return Commands.with(command, command.terms().asFact());
    }

    static Command with(Command command, Terms terms) {
        return Commands.with(command, terms);
    }
}
