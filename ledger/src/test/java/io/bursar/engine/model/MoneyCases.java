package io.bursar.engine.model;

import static io.bursar.engine.model.Samples.*;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Accounts, status, period, limits, up-to legs. */
final class MoneyCases {
    private static final long HUGE = 1_000_000_000_000_000L;
    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");
    private static final Instant NEW_YEAR = Instant.parse("2020-01-01T00:00:00Z");

    private MoneyCases() {}

    static List<SemanticsCase> all() {
        List<SemanticsCase> all = new ArrayList<>(accounts());
        all.addAll(status());
        all.addAll(closing());
        all.addAll(limits());
        all.addAll(beyondLimits());
        all.addAll(upTo());
        return all;
    }

    private static Command status(AccountRef account, AccountStatus status) {
        return new Command.SetStatus(account, status, Terms.NONE);
    }

    private static Command limits(AccountRef account, long floor, long ceiling) {
        return new Command.SetLimits(account, floor, ceiling, Terms.NONE);
    }

    private static Command effective(Command command, Instant at) {
        return with(command, command.terms().withEffectiveAt(at));
    }

    private static SemanticsCase charted(String name) {
        return SemanticsCase.of(name).applied(chart());
    }

    private static List<SemanticsCase> accounts() {
        AccountRef yenShop = AccountRef.of("shops/s", "jpy");
        AccountRef anything = inr("users/ann/points");
        return List.of(
                SemanticsCase.of("without a chart no account is known")
                        .then(pay(BANK, ANN, 1), new Outcome.AccountUnknown("bank/a")),
                charted("an unknown account is refused wherever it stands")
                        .then(transact(raw("nobody", "nowhere", 1)), new Outcome.AccountUnknown("nobody"))
                        .then(transact(raw("fees", "users/ann", 1)), new Outcome.AccountUnknown("users/ann"))
                        .then(transact(Samples.upTo(ANN, BOB, 1).restFrom("fee")), new Outcome.AccountUnknown("fee"))
                        .then(new Command.SetLimits(inr("x"), 0L, null, Terms.NONE), new Outcome.AccountUnknown("x")),
                charted("an unknown account of a later leg comes before a currency of an earlier one")
                        .then(
                                transact(leg(yenShop, AccountRef.of("fees", "jpy"), 1), raw("fees", "nowhere", 1)),
                                new Outcome.AccountUnknown("nowhere")),
                charted("a currency that the pattern does not list")
                        .then(
                                pay(AccountRef.of("fees", "jpy"), yenShop, 1),
                                new Outcome.CurrencyNotAllowed("shops/s", Currency.of("jpy")))
                        .then(
                                pay(AccountRef.of("fees", "coin"), AccountRef.of("coins/a", "coin"), 1),
                                new Outcome.CurrencyNotAllowed("fees", Currency.of("coin")))
                        .then(
                                status(yenShop, AccountStatus.OPEN),
                                new Outcome.CurrencyNotAllowed("shops/s", Currency.of("jpy"))),
                charted("one path in two currencies is two accounts")
                        .applied(pay(BANK, ANN, 5))
                        .applied(pay(AccountRef.of("bank/a", "usd"), AccountRef.of("users/ann/wallet", "usd"), 7))
                        .leaves(ANN, 5, 0, 0)
                        .leaves(AccountRef.of("users/ann/wallet", "usd"), 7, 0, 0),
                charted("the first pattern that matches gives kind and limits")
                        .applied(pay(ANN_POINTS, FREE, 3))
                        .leaves(anything, 3, 0, 0)
                        .then(pay(ANN, FREE, 3), new Outcome.InsufficientFunds(ANN, 0, 3)),
                charted("a new chart governs new accounts only")
                        .applied(pay(BANK, ANN, 5))
                        .applied(new Command.DefineChart(
                                new Chart(List.of(Chart.Pattern.of("other", AccountKind.ASSET))), Terms.NONE))
                        .applied(pay(BANK, ANN, 5))
                        .then(pay(BANK, BOB, 5), new Outcome.AccountUnknown("users/bob/wallet"))
                        .applied(pay(BANK, inr("other"), 5))
                        .leaves(inr("other"), -5, 0, 0),
                charted("a directive opens the account that it names")
                        .applied(new Command.SetMetadata(ANN, Map.of("a", "b"), Terms.NONE))
                        .leaves(ANN, 0, 0, 0)
                        .applied(status(BOB, AccountStatus.FROZEN))
                        .leaves(BOB, 0, 0, 0),
                charted("a refused command opens nothing")
                        .then(pay(ANN, BOB, 1), new Outcome.InsufficientFunds(ANN, 0, 1))
                        .leavesUnopened(ANN)
                        .leavesUnopened(BOB));
    }

    private static final AccountRef ANN_POINTS = inr("users/ann/points");

    private static List<SemanticsCase> status() {
        return List.of(
                charted("a frozen account neither gives nor takes, but for facts")
                        .applied(pay(BANK, ANN, 10))
                        .applied(status(ANN, AccountStatus.FROZEN))
                        .then(pay(BANK, ANN, 1), new Outcome.AccountFrozen(ANN))
                        .then(pay(ANN, BANK, 1), new Outcome.AccountFrozen(ANN))
                        .then(hold(ANN, BANK, 1), new Outcome.AccountFrozen(ANN))
                        .applied(fact(pay(ANN, BANK, 1)))
                        .applied(status(ANN, AccountStatus.OPEN))
                        .applied(pay(ANN, BANK, 1))
                        .leaves(ANN, 8, 0, 0),
                charted("the first account in the order of the legs is named, frozen or closed")
                        .applied(status(ANN, AccountStatus.CLOSED))
                        .applied(status(BOB, AccountStatus.FROZEN))
                        .then(transact(leg(BANK, ANN, 1), leg(BANK, BOB, 1)), new Outcome.AccountClosed(ANN))
                        .then(transact(leg(BANK, BOB, 1), leg(BANK, ANN, 1)), new Outcome.AccountFrozen(BOB))
                        .then(
                                transact(Samples.upTo(BANK, FREE, 1).restFrom(BOB.path())),
                                new Outcome.AccountFrozen(BOB)),
                charted("an unknown account comes before a frozen one, that before a closed period")
                        .applied(status(ANN, AccountStatus.FROZEN))
                        .applied(new Command.ClosePeriod(NEW_YEAR, Terms.NONE))
                        .then(
                                transact(leg(ANN, BOB, 1), raw("fees", "nowhere", 1)),
                                new Outcome.AccountUnknown("nowhere"))
                        .then(effective(pay(ANN, BOB, 1), LONG_AGO), new Outcome.AccountFrozen(ANN)));
    }

    private static List<SemanticsCase> closing() {
        return List.of(
                charted("only an empty account is closed, unless as a fact")
                        .applied(pay(BANK, ANN, 10))
                        .applied(hold(ANN, BOB, 4))
                        .then(status(ANN, AccountStatus.CLOSED), new Outcome.AccountNotEmpty(ANN, 10, 4))
                        .then(status(BOB, AccountStatus.CLOSED), new Outcome.AccountNotEmpty(BOB, 0, 4))
                        .then(status(BANK, AccountStatus.CLOSED), new Outcome.AccountNotEmpty(BANK, 10, 0))
                        .applied(fact(status(ANN, AccountStatus.CLOSED)))
                        .then(pay(BANK, ANN, 1), new Outcome.AccountClosed(ANN)),
                charted("a release and directives do not mind a frozen account, a capture does")
                        .applied(pay(BANK, ANN, 10))
                        .applied(hold(ANN, BOB, 4))
                        .applied(hold(ANN, BOB, 3))
                        .applied(status(BOB, AccountStatus.FROZEN))
                        .then(told -> capture(told.id(2), Samples.all()), new Outcome.AccountFrozen(BOB))
                        .applied(told -> release(told.id(2)))
                        .applied(told -> fact(capture(told.id(3), Samples.all())))
                        .applied(limits(BOB, 0, 100))
                        .leaves(ANN, 7, 0, 0)
                        .leaves(BOB, 3, 0, 0),
                charted("a closed period refuses facts too, and opens again")
                        .applied(pay(BANK, ANN, 10))
                        .applied(new Command.ClosePeriod(NEW_YEAR, Terms.NONE))
                        .then(fact(effective(pay(ANN, BOB, 1), LONG_AGO)), new Outcome.PeriodClosed(NEW_YEAR))
                        .then(effective(hold(ANN, BOB, 99), LONG_AGO), new Outcome.PeriodClosed(NEW_YEAR))
                        .then(
                                told -> effective(reverse(told.id(1), Samples.all()), LONG_AGO),
                                new Outcome.PeriodClosed(NEW_YEAR))
                        .applied(effective(pay(ANN, BOB, 1), NEW_YEAR))
                        .applied(new Command.ReopenPeriod(null, Terms.NONE))
                        .applied(effective(pay(ANN, BOB, 1), LONG_AGO)),
                SemanticsCase.of("a close goes forward and never back; back goes a reopening alone")
                        .applied(new Command.ClosePeriod(NEW_YEAR, Terms.NONE))
                        .then(new Command.ClosePeriod(NEW_YEAR, Terms.NONE), new Outcome.PeriodNotLater(NEW_YEAR))
                        .then(fact(new Command.ClosePeriod(LONG_AGO, Terms.NONE)), new Outcome.PeriodNotLater(NEW_YEAR))
                        .then(new Command.ReopenPeriod(NEW_YEAR, Terms.NONE), new Outcome.PeriodNotEarlier(NEW_YEAR))
                        .applied(new Command.ReopenPeriod(LONG_AGO, Terms.NONE))
                        .then(new Command.ClosePeriod(LONG_AGO, Terms.NONE), new Outcome.PeriodNotLater(LONG_AGO))
                        .applied(new Command.ReopenPeriod(null, Terms.NONE))
                        .then(new Command.ReopenPeriod(null, Terms.NONE), new Outcome.PeriodNotEarlier(null))
                        .then(new Command.ReopenPeriod(LONG_AGO, Terms.NONE), new Outcome.PeriodNotEarlier(null))
                        .applied(new Command.ClosePeriod(LONG_AGO, Terms.NONE)),
                SemanticsCase.of("a period may be closed up to now")
                        .applied(told -> new Command.ClosePeriod(told.now(), Terms.NONE))
                        .pass(Duration.ofMillis(5))
                        .applied(chart())
                        .applied(pay(BANK, ANN, 1)));
    }

    private static List<SemanticsCase> limits() {
        return List.of(
                charted("a floor binds what is posted less what is held")
                        .applied(pay(BANK, ANN, 10))
                        .applied(hold(ANN, BOB, 4))
                        .then(pay(ANN, BOB, 7), new Outcome.InsufficientFunds(ANN, 6, 7))
                        .then(hold(ANN, BOB, 7), new Outcome.InsufficientFunds(ANN, 6, 7))
                        .applied(pay(ANN, BOB, 6))
                        .leaves(ANN, 4, 4, 0)
                        .leaves(BOB, 6, 0, 4),
                charted("a ceiling binds what is posted and what would come in")
                        .applied(pay(BANK, CAP, 60))
                        .applied(hold(BANK, CAP, 30))
                        .then(pay(BANK, CAP, 11), new Outcome.AboveCeiling(CAP, 10, 11))
                        .then(hold(BANK, CAP, 11), new Outcome.AboveCeiling(CAP, 10, 11))
                        .applied(pay(BANK, CAP, 10))
                        .leaves(CAP, 70, 0, 30),
                charted("a debit-normal account has its ceiling on debits and its floor on credits")
                        .applied(pay(TILL, FREE, 500))
                        .then(pay(TILL, FREE, 1), new Outcome.AboveCeiling(TILL, 0, 1))
                        .then(pay(FREE, TILL, 501), new Outcome.InsufficientFunds(TILL, 500, 501))
                        .applied(hold(FREE, TILL, 500))
                        .then(pay(FREE, TILL, 1), new Outcome.InsufficientFunds(TILL, 0, 1))
                        .leaves(TILL, 500, 500, 0),
                charted("limits hold on the state after the last leg")
                        .applied(transact(leg(ANN, BOB, 10), leg(BANK, ANN, 10)))
                        .applied(transact(leg(BANK, CAP, 150), leg(CAP, FREE, 60)))
                        .leaves(ANN, 0, 0, 0)
                        .leaves(CAP, 90, 0, 0),
                charted("all floors come before all ceilings")
                        .then(
                                transact(leg(BANK, CAP, 101), leg(ANN, FREE, 1)),
                                new Outcome.InsufficientFunds(ANN, 0, 1))
                        .then(transact(leg(COSTS, CAP, 101)), new Outcome.AboveCeiling(COSTS, 50, 101)));
    }

    private static List<SemanticsCase> beyondLimits() {
        return List.of(
                charted("a fact may leave an account beyond its limits, and what heals it is allowed")
                        .applied(fact(pay(ANN, BANK, 50)))
                        .applied(pay(BANK, ANN, 20))
                        .leaves(ANN, -30, 0, 0)
                        .then(pay(ANN, BANK, 1), new Outcome.InsufficientFunds(ANN, -30, 1))
                        .applied(fact(pay(BANK, CAP, 150)))
                        .applied(pay(CAP, BANK, 10))
                        .then(pay(BANK, CAP, 1), new Outcome.AboveCeiling(CAP, -40, 1)),
                charted("a command that leaves a broken account as it was is allowed")
                        .applied(fact(pay(ANN, BANK, 50)))
                        .applied(transact(leg(ANN, BANK, 7), leg(BANK, ANN, 7))),
                charted("no balance leaves the range, facts too")
                        .applied(transact(nine()))
                        .then(fact(pay(BANK, FREE, HUGE)), new Outcome.BalanceOutOfRange(BANK))
                        .then(hold(tenHuge(FREE)), new Outcome.BalanceOutOfRange(FREE))
                        .applied(transact(leg(BANK, FREE, HUGE), leg(FREE, BANK, HUGE))),
                charted("range comes before floor")
                        .then(
                                transact(Collections.nCopies(10, leg(ANN, BANK, HUGE))
                                        .toArray(io.bursar.engine.Leg[]::new)),
                                new Outcome.BalanceOutOfRange(ANN)),
                charted("limits that are already broken are refused, unless as a fact")
                        .applied(pay(BANK, ANN, 10))
                        .applied(hold(ANN, BOB, 4))
                        .then(limits(ANN, 7, 100), new Outcome.InsufficientFunds(ANN, -1, 0))
                        .then(limits(ANN, 7, 8), new Outcome.InsufficientFunds(ANN, -1, 0))
                        .then(limits(ANN, 0, 9), new Outcome.AboveCeiling(ANN, -1, 0))
                        .then(limits(BOB, 0, 3), new Outcome.AboveCeiling(BOB, -1, 0))
                        .applied(fact(limits(ANN, 7, 8)))
                        .applied(limits(ANN, 6, 10))
                        .then(pay(ANN, BANK, 1), new Outcome.InsufficientFunds(ANN, 0, 1)));
    }

    private static io.bursar.engine.Leg[] nine() {
        return Collections.nCopies(9, leg(BANK, FREE, HUGE)).toArray(io.bursar.engine.Leg[]::new);
    }

    private static io.bursar.engine.Leg[] tenHuge(AccountRef debit) {
        return Collections.nCopies(10, leg(debit, inr("free/y"), HUGE)).toArray(io.bursar.engine.Leg[]::new);
    }

    private static List<SemanticsCase> upTo() {
        return List.of(
                charted("up to takes what is there and the rest elsewhere")
                        .applied(pay(BANK, ANN, 30))
                        .applied(transact(Samples.upTo(ANN, SHOP, 100).restFrom(BANK.path())))
                        .leaves(ANN, 0, 0, 0)
                        .leaves(SHOP, 100, 0, 0)
                        .leaves(BANK, 100, 0, 0),
                charted("up to without a rest moves what is there, and nothing is refused")
                        .applied(pay(BANK, ANN, 30))
                        .applied(transact(Samples.upTo(ANN, SHOP, 100)))
                        .leaves(SHOP, 30, 0, 0)
                        .then(transact(Samples.upTo(ANN, SHOP, 100)), new Outcome.InsufficientFunds(ANN, 0, 1)),
                charted("up to sees earlier legs of its command")
                        .applied(pay(BANK, ANN, 30))
                        .applied(transact(leg(ANN, BOB, 10), Samples.upTo(ANN, SHOP, 100), Samples.upTo(ANN, FREE, 5)))
                        .leaves(SHOP, 20, 0, 0)
                        .leavesUnopened(FREE),
                charted("up to leaves held money, and an overdrawn account gives nothing")
                        .applied(pay(BANK, ANN, 30))
                        .applied(hold(ANN, BOB, 20))
                        .applied(transact(Samples.upTo(ANN, SHOP, 100)))
                        .leaves(ANN, 20, 20, 0)
                        .applied(fact(pay(ANN, BANK, 5)))
                        .then(transact(Samples.upTo(ANN, SHOP, 1)), new Outcome.InsufficientFunds(ANN, -5, 1)),
                charted("up to a debit-normal account is bounded by its ceiling")
                        .applied(transact(Samples.upTo(COSTS, FREE, 80)))
                        .leaves(COSTS, 50, 0, 0),
                charted("up to an account without that limit takes everything")
                        .applied(transact(Samples.upTo(FREE, SHOP, 80)))
                        .leaves(FREE, -80, 0, 0),
                charted("a hold keeps what up to took")
                        .applied(pay(BANK, ANN, 30))
                        .applied(hold(Samples.upTo(ANN, SHOP, 100).restFrom(FEES.path())))
                        .leaves(ANN, 30, 30, 0)
                        .leaves(SHOP, 0, 0, 100)
                        .leaves(FEES, 0, 70, 0)
                        .applied(told -> capture(told.id(2), amounts(10L, 70L)))
                        .leaves(ANN, 20, 20, 0)
                        .leaves(SHOP, 80, 0, 20)
                        .leaves(FEES, -70, 0, 0));
    }
}
