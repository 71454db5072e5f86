package io.bursar.engine.model;

import static io.bursar.engine.model.Samples.*;

import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keys, atomic batches, riders' subjects. */
final class KeyCases {
    private KeyCases() {}

    private static final Outcome SHORT = new Outcome.InsufficientFunds(ANN, 0, 5);

    static List<SemanticsCase> all() {
        return Stream.of(replays(), scopes(), atomicBatches())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SemanticsCase> replays() {
        return List.of(
                SemanticsCase.of("a repeated command answers the first answer and books nothing")
                        .applied(chart())
                        .applied(keyed("k", pay(BANK, ANN, 100)))
                        .replayed(1, told -> keyed("k", pay(BANK, ANN, 100)))
                        .leaves(ANN, 100, 0, 0),
                SemanticsCase.of("a key with another body is reused")
                        .applied(chart())
                        .applied(keyed("k", pay(BANK, ANN, 100)))
                        .keyReused(keyed("k", pay(BANK, ANN, 101)))
                        .keyReused(keyed("k", hold(BANK, ANN, 100)))
                        .keyReused(keyed("k", fact(pay(BANK, ANN, 100))))
                        .keyReused(keyed("k", with(pay(BANK, ANN, 100), Terms.NONE.withReference("r")))),
                SemanticsCase.of("a used key comes before a malformed body")
                        .applied(chart())
                        .applied(keyed("k", pay(BANK, ANN, 100)))
                        .keyReused(keyed("k", pay(BANK, ANN, 0)))
                        .keyReused(keyed("k", transact())),
                SemanticsCase.of("riders are no part of the body")
                        .applied(chart())
                        .applied(keyed("k", pay(BANK, ANN, 100)))
                        .replayed(1, told -> keyed("k", with(pay(BANK, ANN, 100), subject("s")))));
    }

    private static List<SemanticsCase> scopes() {
        return List.of(
                SemanticsCase.of("the same text of another caller is another key")
                        .applied(chart())
                        .applied(with(pay(BANK, ANN, 1), Terms.keyed(Key.external(1, "k"))))
                        .applied(with(pay(BANK, ANN, 1), Terms.keyed(Key.external(2, "k"))))
                        .leaves(ANN, 2, 0, 0),
                SemanticsCase.of("who made a key does not matter, only caller and text")
                        .applied(chart())
                        .applied(with(pay(BANK, ANN, 1), Terms.keyed(Key.external(0, "k"))))
                        .replayed(1, told -> derived("k", pay(BANK, ANN, 1))),
                SemanticsCase.of("a refusal is remembered under an external key")
                        .applied(chart())
                        .then(keyed("k", pay(ANN, BOB, 5)), SHORT)
                        .applied(pay(BANK, ANN, 10))
                        .replayed(1, told -> keyed("k", pay(ANN, BOB, 5)))
                        .keyReused(keyed("k", pay(ANN, BOB, 6))),
                SemanticsCase.of("a refusal is not remembered under a derived key")
                        .applied(chart())
                        .then(derived("k", pay(ANN, BOB, 5)), SHORT)
                        .applied(pay(BANK, ANN, 10))
                        .applied(derived("k", pay(ANN, BOB, 5)))
                        .replayed(3, told -> derived("k", pay(ANN, BOB, 5))),
                SemanticsCase.of("a malformed command is not remembered")
                        .applied(chart())
                        .malformed("legs[0].amount", keyed("k", pay(BANK, ANN, 0)))
                        .applied(keyed("k", pay(BANK, ANN, 1))),
                SemanticsCase.of("keys that are UUIDs, nearly UUIDs, and in capitals are three keys")
                        .applied(chart())
                        .applied(keyed("0189aa11-2233-4455-8677-8899aabbccdd", pay(BANK, ANN, 1)))
                        .applied(keyed("0189AA11-2233-4455-8677-8899aabbccdd", pay(BANK, ANN, 2)))
                        .applied(keyed("0189aa1122334455-8677-8899aabbccdd", pay(BANK, ANN, 4)))
                        .replayed(1, told -> keyed("0189aa11-2233-4455-8677-8899aabbccdd", pay(BANK, ANN, 1)))
                        .replayed(2, told -> keyed("0189AA11-2233-4455-8677-8899aabbccdd", pay(BANK, ANN, 2)))
                        .leaves(ANN, 7, 0, 0),
                SemanticsCase.of("two equal commands without a key are two")
                        .applied(chart())
                        .applied(pay(BANK, ANN, 1))
                        .applied(pay(BANK, ANN, 1))
                        .leaves(ANN, 2, 0, 0),
                SemanticsCase.of("metadata in another order is the same body")
                        .applied(chart())
                        .applied(keyed("k", meta(Map.of("a", "1", "b", "2"))))
                        .replayed(1, told -> keyed("k", meta(Map.of("b", "2", "a", "1")))));
    }

    private static List<SemanticsCase> atomicBatches() {
        return List.of(
                SemanticsCase.of("an atomic batch that is fine is applied")
                        .applied(chart())
                        .atomically(
                                List.of(pay(BANK, ANN, 10), pay(ANN, BOB, 10)),
                                List.of(SemanticsCase.APPLIED, SemanticsCase.APPLIED))
                        .leaves(BOB, 10, 0, 0),
                SemanticsCase.of("one refusal undoes an atomic batch and nothing of it is remembered")
                        .applied(chart())
                        .atomically(
                                List.of(
                                        keyed("a", pay(BANK, BOB, 10)),
                                        keyed("b", pay(ANN, BOB, 5)),
                                        keyed("c", pay(BANK, ANN, 1))),
                                List.of(new Outcome.Aborted(1), SHORT, new Outcome.Aborted(1)))
                        .leavesUnopened(BOB)
                        .leavesUnopened(ANN)
                        .applied(keyed("a", pay(BANK, BOB, 11)))
                        .applied(keyed("b", pay(BANK, BOB, 11)))
                        .leaves(BOB, 22, 0, 0),
                SemanticsCase.of("a replay of an applied command does not break an atomic batch, one of a refusal does")
                        .applied(chart())
                        .applied(keyed("a", pay(BANK, BOB, 10)))
                        .then(keyed("b", pay(ANN, BOB, 5)), SHORT)
                        .then(told -> keyed("a", pay(BANK, BOB, 10)), told -> new Outcome.Replayed(told.answer(1)))
                        .atomically(
                                List.of(pay(BANK, ANN, 10), keyed("b", pay(ANN, BOB, 5))),
                                List.of(new Outcome.Aborted(1), new Outcome.Replayed((Outcome.Definite) SHORT)))
                        .leavesUnopened(ANN),
                SemanticsCase.of("an atomic batch undoes charts, periods, limits and status")
                        .applied(chart())
                        .atomically(
                                List.of(
                                        new Command.SetStatus(ANN, io.bursar.engine.AccountStatus.FROZEN, Terms.NONE),
                                        new Command.SetLimits(ANN, null, null, Terms.NONE),
                                        pay(BOB, BANK, 1)),
                                List.of(
                                        new Outcome.Aborted(2),
                                        new Outcome.Aborted(2),
                                        new Outcome.InsufficientFunds(BOB, 0, 1)))
                        .applied(pay(BANK, ANN, 1))
                        .then(pay(ANN, BANK, 2), new Outcome.InsufficientFunds(ANN, 1, 2)),
                SemanticsCase.of("two commands on one subject do not share a batch")
                        .applied(chart())
                        .atomically(
                                List.of(with(pay(BANK, ANN, 1), subject("s")), with(pay(BANK, ANN, 1), subject("s"))),
                                List.of(new Outcome.Aborted(1), new Outcome.Conflict("s")))
                        .leavesUnopened(ANN)
                        .applied(with(pay(BANK, ANN, 1), subject("s")))
                        .applied(with(pay(BANK, ANN, 1), subject("s"))),
                SemanticsCase.of("a refusal comes before a conflict")
                        .applied(chart())
                        .atomically(
                                List.of(with(pay(BANK, BOB, 1), subject("s")), with(pay(ANN, BOB, 5), subject("s"))),
                                List.of(new Outcome.Aborted(1), SHORT)));
    }

    private static Terms subject(String subject) {
        return Terms.NONE.withRiders(new Riders(subject, 1, List.of()));
    }

    private static Command meta(Map<String, String> metadata) {
        return with(pay(BANK, ANN, 1), Terms.NONE.withMetadata(metadata));
    }
}
