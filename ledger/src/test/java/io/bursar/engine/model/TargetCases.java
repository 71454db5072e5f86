package io.bursar.engine.model;

import static io.bursar.engine.model.Samples.*;

import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Holds, captures, releases, expiries, reversals. */
final class TargetCases {
    private TargetCases() {}

    static List<SemanticsCase> all() {
        List<SemanticsCase> all = new ArrayList<>(captures());
        all.addAll(shares());
        all.addAll(targets());
        all.addAll(expiries());
        all.addAll(reversals());
        return all;
    }

    /** Command 2 holds 10 of Ann's 100 for Bob. */
    private static SemanticsCase held(String name) {
        return SemanticsCase.of(name)
                .applied(chart())
                .applied(pay(BANK, ANN, 100))
                .applied(hold(ANN, BOB, 10));
    }

    private static List<SemanticsCase> captures() {
        return List.of(
                held("a capture of all posts and settles")
                        .applied(told -> capture(told.id(2), Samples.all()))
                        .leaves(ANN, 90, 0, 0)
                        .leaves(BOB, 10, 0, 0)
                        .then(told -> capture(told.id(2), Samples.all()), told -> new Outcome.TargetSettled(told.id(2)))
                        .then(told -> release(told.id(2)), told -> new Outcome.TargetSettled(told.id(2))),
                held("a capture in parts, and the rest released")
                        .applied(told -> capture(told.id(2), amounts(3L)))
                        .leaves(ANN, 97, 7, 0)
                        .then(
                                told -> capture(told.id(2), amounts(8L)),
                                told -> new Outcome.TargetExceeded(told.id(2), 0, 7))
                        .applied(told -> captureLast(told.id(2), amounts(2L)))
                        .leaves(ANN, 95, 0, 0)
                        .leaves(BOB, 5, 0, 0)
                        .then(told -> release(told.id(2)), told -> new Outcome.TargetSettled(told.id(2))),
                held("a last capture with nothing left to release")
                        .applied(told -> captureLast(told.id(2), Samples.all()))
                        .leaves(BOB, 10, 0, 0),
                held("a release frees all")
                        .applied(told -> release(told.id(2)))
                        .leaves(ANN, 100, 0, 0)
                        .leaves(BOB, 0, 0, 0)
                        .then(
                                told -> capture(told.id(2), Samples.all()),
                                told -> new Outcome.TargetSettled(told.id(2))),
                held("amounts beyond the legs are too much, missing ones are nothing")
                        .then(
                                told -> capture(told.id(2), amounts(1L, 1L)),
                                told -> new Outcome.TargetExceeded(told.id(2), 1, 0))
                        .then(
                                told -> capture(told.id(2), amounts(11L, 1L)),
                                told -> new Outcome.TargetExceeded(told.id(2), 0, 10))
                        .applied(hold(leg(ANN, BOB, 5), leg(ANN, SHOP, 6)))
                        .applied(told -> capture(told.id(5), amounts(5L)))
                        .leaves(SHOP, 0, 0, 6));
    }

    private static List<SemanticsCase> shares() {
        return List.of(
                SemanticsCase.of("shares are rounded cumulatively and the last one is exact")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 100))
                        .applied(hold(leg(ANN, BOB, 10), leg(ANN, SHOP, 7)))
                        .applied(told -> capture(told.id(2), share(333_333)))
                        .leaves(BOB, 3, 0, 7)
                        .leaves(SHOP, 2, 0, 5)
                        .applied(told -> capture(told.id(2), share(333_333)))
                        .leaves(BOB, 6, 0, 4)
                        .leaves(SHOP, 4, 0, 3)
                        .then(
                                told -> capture(told.id(2), share(333_335)),
                                told -> new Outcome.TargetExceeded(told.id(2), 0, 4))
                        .applied(told -> capture(told.id(2), share(333_334)))
                        .leaves(BOB, 10, 0, 0)
                        .leaves(SHOP, 7, 0, 0)
                        .then(told -> release(told.id(2)), told -> new Outcome.TargetSettled(told.id(2))),
                held("a share of nothing is malformed")
                        .then(told -> capture(told.id(2), share(99_999)), new Outcome.Malformed("part", ""))
                        .applied(told -> capture(told.id(2), share(100_000)))
                        .leaves(BOB, 1, 0, 9),
                held("a share after amounts may ask for more than remains")
                        .applied(told -> capture(told.id(2), amounts(6L)))
                        .then(
                                told -> capture(told.id(2), share(500_000)),
                                told -> new Outcome.TargetExceeded(told.id(2), 0, 4))
                        .applied(told -> capture(told.id(2), share(400_000)))
                        .leaves(BOB, 10, 0, 0));
    }

    private static List<SemanticsCase> targets() {
        return List.of(
                held("what is no hold is no target of a capture")
                        .then(told -> capture(told.id(1), Samples.all()), told -> new Outcome.TargetUnknown(told.id(1)))
                        .then(told -> release(told.id(2) + 1), told -> new Outcome.TargetUnknown(told.id(2) + 1))
                        .then(release(-1), new Outcome.TargetUnknown(-1))
                        .then(release(0), new Outcome.TargetUnknown(0))
                        .then(capture(Long.MAX_VALUE, Samples.all()), new Outcome.TargetUnknown(Long.MAX_VALUE)),
                SemanticsCase.of("a target's id is that of its first row")
                        .applied(chart())
                        .applied(hold(leg(BANK, BOB, 1), leg(BANK, ANN, 1)))
                        .then(told -> release(told.id(1) + 1), told -> new Outcome.TargetUnknown(told.id(1) + 1)),
                held("what a capture comes to does not mind what was held, and a target comes before a period")
                        .applied(new Command.ClosePeriod(Instant.EPOCH.plusSeconds(9), Terms.NONE))
                        .then(
                                told -> with(
                                        capture(told.id(2), amounts(11L)), Terms.NONE.withEffectiveAt(Instant.EPOCH)),
                                told -> new Outcome.TargetExceeded(told.id(2), 0, 10))
                        .then(
                                told -> with(
                                        capture(told.id(2), amounts(10L)), Terms.NONE.withEffectiveAt(Instant.EPOCH)),
                                new Outcome.PeriodClosed(Instant.EPOCH.plusSeconds(9)))
                        .applied(told -> with(release(told.id(2)), Terms.NONE.withEffectiveAt(Instant.EPOCH))),
                SemanticsCase.of("a hold of an account with a broken floor can still be captured")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 10))
                        .applied(hold(ANN, BOB, 10))
                        .applied(fact(pay(ANN, BANK, 3)))
                        .applied(told -> capture(told.id(2), Samples.all()))
                        .leaves(ANN, -3, 0, 0));
    }

    private static Command.Hold expiring(Instant at) {
        return new Command.Hold(List.of(leg(ANN, BOB, 10)), at, Terms.NONE);
    }

    private static List<SemanticsCase> expiries() {
        return List.of(
                SemanticsCase.of("a hold that is due has expired")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 10))
                        .applied(told -> expiring(told.now().plusMillis(150)))
                        .then(pay(ANN, BOB, 1), new Outcome.InsufficientFunds(ANN, 0, 1))
                        .pass(Duration.ofMillis(200))
                        .applied(pay(ANN, BOB, 1))
                        .leaves(ANN, 9, 0, 0)
                        .then(told -> capture(told.id(2), Samples.all()), told -> new Outcome.TargetExpired(told.id(2)))
                        .then(told -> release(told.id(2)), told -> new Outcome.TargetExpired(told.id(2))),
                SemanticsCase.of("what was captured before stays, the rest comes free")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 10))
                        .applied(told -> expiring(told.now().plusMillis(150)))
                        .applied(told -> capture(told.id(2), amounts(4L)))
                        .pass(Duration.ofMillis(200))
                        .then(told -> capture(told.id(2), amounts(99L)), told -> new Outcome.TargetExpired(told.id(2)))
                        .leaves(ANN, 6, 0, 0)
                        .leaves(BOB, 4, 0, 0));
    }

    private static List<SemanticsCase> reversals() {
        return List.of(
                SemanticsCase.of("a reversal takes back, in parts, never more than was moved")
                        .applied(chart())
                        .applied(transact(leg(BANK, ANN, 10), leg(BANK, BOB, 5)))
                        .applied(told -> reverse(told.id(1), amounts(4L)))
                        .leaves(ANN, 6, 0, 0)
                        .then(
                                told -> reverse(told.id(1), amounts(7L)),
                                told -> new Outcome.TargetExceeded(told.id(1), 0, 6))
                        .then(
                                told -> reverse(told.id(1), amounts(1L, 5L, 1L)),
                                told -> new Outcome.TargetExceeded(told.id(1), 2, 0))
                        .applied(told -> reverse(told.id(1), Samples.all()))
                        .leaves(ANN, 0, 0, 0)
                        .leaves(BOB, 0, 0, 0)
                        .leaves(BANK, 0, 0, 0)
                        .then(
                                told -> reverse(told.id(1), Samples.all()),
                                told -> new Outcome.TargetSettled(told.id(1))),
                SemanticsCase.of("a reversal is bound by limits unless it is a fact")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 10))
                        .applied(pay(ANN, BOB, 10))
                        .then(told -> reverse(told.id(1), Samples.all()), new Outcome.InsufficientFunds(ANN, 0, 10))
                        .applied(told -> fact(reverse(told.id(1), Samples.all())))
                        .leaves(ANN, -10, 0, 0),
                SemanticsCase.of("a reversal can be reversed, which does not open the original again")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 10))
                        .applied(told -> reverse(told.id(1), Samples.all()))
                        .applied(told -> reverse(told.id(2), Samples.all()))
                        .leaves(ANN, 10, 0, 0)
                        .then(
                                told -> reverse(told.id(1), Samples.all()),
                                told -> new Outcome.TargetSettled(told.id(1))),
                held("a capture can be reversed, a hold and a release cannot")
                        .applied(told -> capture(told.id(2), amounts(6L)))
                        .applied(told -> reverse(told.id(3), amounts(5L)))
                        .leaves(BOB, 1, 0, 4)
                        .then(told -> reverse(told.id(2), Samples.all()), told -> new Outcome.TargetUnknown(told.id(2)))
                        .applied(told -> release(told.id(2)))
                        .then(told -> reverse(told.id(6), Samples.all()), told -> new Outcome.TargetUnknown(told.id(6)))
                        .then(told -> reverse(told.id(0), Samples.all()), told -> new Outcome.TargetUnknown(told.id(0)))
                        .leaves(ANN, 99, 0, 0),
                SemanticsCase.of("the amounts of a reversal follow the rows that were booked")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 3))
                        .applied(transact(upTo(ANN, SHOP, 10).restFrom(FEES.path())))
                        .applied(told -> reverse(told.id(2), amounts(1L, 7L)))
                        .leaves(ANN, 1, 0, 0)
                        .leaves(FEES, 0, 0, 0)
                        .leaves(SHOP, 2, 0, 0),
                SemanticsCase.of("an unknown target comes before everything but form")
                        .then(reverse(77, Samples.all()), new Outcome.TargetUnknown(77))
                        .then(reverse(77, share(5)), new Outcome.Malformed("part", "")));
    }
}
