package io.bursar.engine.model;

import static io.bursar.engine.model.Samples.*;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is malformed, and which parameter is named. */
final class FormCases {
    private static final long TOO_MUCH = 1_000_000_000_000_001L;
    private static final long OUTSIDE = 1L << 53;

    private FormCases() {}

    static List<SemanticsCase> all() {
        List<SemanticsCase> cases = new ArrayList<>(wellFormed());
        malformed().forEach((name, command) -> {
            String param = name.substring(0, name.indexOf(' '));
            cases.add(SemanticsCase.of("malformed " + name).malformed(param, command));
        });
        cases.add(timeCase(
                "effective_at more than a day ahead",
                "effective_at",
                now -> with(pay(BANK, ANN, 1), Terms.NONE.withEffectiveAt(now.plus(Duration.ofHours(25))))));
        cases.add(timeCase("expires_at in the past", "expires_at", now -> expiring(now.minusMillis(1))));
        cases.add(timeCase(
                "expires_at in more than ten years", "expires_at", now -> expiring(now.plus(Duration.ofDays(3_661)))));
        cases.add(timeCase(
                "before in the future",
                "before",
                now -> new Command.ClosePeriod(now.plus(Duration.ofHours(1)), Terms.NONE)));
        return cases;
    }

    private interface AtTime {
        Command at(Instant now);
    }

    private static SemanticsCase timeCase(String name, String param, AtTime command) {
        return SemanticsCase.of("malformed " + name)
                .then(told -> command.at(told.now()), new io.bursar.engine.Outcome.Malformed(param, ""));
    }

    private static Command expiring(Instant at) {
        return new Command.Hold(List.of(leg(BANK, ANN, 1)), at, Terms.NONE);
    }

    private static List<SemanticsCase> wellFormed() {
        String longest = "a".repeat(500);
        return List.of(
                SemanticsCase.of("the greatest that is well formed is applied")
                        .applied(chart())
                        .applied(pay(BANK, FREE, 1_000_000_000_000_000L))
                        .applied(with(pay(BANK, FREE, 1), Terms.NONE.withReference(longest)))
                        .applied(with(pay(BANK, FREE, 1), Terms.NONE.withMetadata(entries(50))))
                        .applied(with(pay(BANK, FREE, 1), Terms.NONE.withMetadata(Map.of("k".repeat(40), longest))))
                        .applied(with(pay(BANK, FREE, 1), Terms.NONE.withEffectiveAt(Instant.EPOCH)))
                        .applied(keyed("x".repeat(255), pay(BANK, FREE, 1)))
                        .applied(new Command.Transact(Collections.nCopies(1_000, leg(BANK, FREE, 1)), Terms.NONE))
                        .applied(new Command.SetLimits(FREE, 1 - OUTSIDE, OUTSIDE - 1, Terms.NONE))
                        .leaves(FREE, 1_000_000_000_001_005L, 0, 0),
                SemanticsCase.of("metadata and reference may be any language")
                        .applied(chart())
                        .applied(with(
                                pay(BANK, FREE, 1),
                                Terms.NONE
                                        .withReference("₹ हिन्दी \"quoted\" \\ 😀")
                                        .withMetadata(Map.of("ключ", "値")))));
    }

    /** The first word of the name is the parameter. */
    static Map<String, Command> malformed() {
        Map<String, Command> all = new java.util.LinkedHashMap<>(malformedLegs());
        AccountRef badAccount = AccountRef.of("a//b", "inr");
        all.put("key empty", keyed("", pay(BANK, ANN, 1)));
        all.put("key too long", keyed("x".repeat(256), pay(BANK, ANN, 1)));
        all.put("key with a control character", keyed("a\u0000b", pay(BANK, ANN, 1)));
        all.put("key before legs", with(transact(), Terms.keyed(Key.external(1, "\n"))));
        all.put("account of limits", new Command.SetLimits(badAccount, OUTSIDE, null, Terms.NONE));
        all.put("account of status", new Command.SetStatus(badAccount, AccountStatus.OPEN, Terms.NONE));
        all.put("account of metadata", new Command.SetMetadata(badAccount, entries(51), Terms.NONE));
        all.put("floor too low", new Command.SetLimits(ANN, -OUTSIDE, OUTSIDE, Terms.NONE));
        all.put("ceiling too high", new Command.SetLimits(ANN, 0L, OUTSIDE, Terms.NONE));
        all.put("floor above ceiling", new Command.SetLimits(ANN, 1L, 0L, Terms.NONE));
        all.put("part.millionths zero", capture(1, share(0)));
        all.put("part.millionths too many", capture(1, share(1_000_001)));
        all.put("part.millionths before what a reversal takes", reverse(1, share(0)));
        all.put("part share of a reversal", reverse(1, share(1)));
        all.put("part.amounts[1] negative", capture(1, amounts(0L, -1L)));
        all.put("part.amounts[0] too great", reverse(1, amounts(TOO_MUCH)));
        all.put("part.amounts all zero", capture(1, amounts(0L, 0L)));
        all.put("part.amounts none", capture(1, amounts()));
        all.put("part.amounts too many", capture(1, new Command.Part.Amounts(Collections.nCopies(2_001, 1L))));
        all.put("chart empty", define());
        all.put(
                "chart too long",
                new Command.DefineChart(
                        new Chart(Collections.nCopies(1_001, Chart.Pattern.of("a", AccountKind.ASSET))), Terms.NONE));
        all.put("chart.patterns[1].path bad", define(pattern("ok/{a}"), pattern("not ok")));
        all.put("chart.patterns[0].path half in braces", define(pattern("a/{b}c")));
        all.put("chart.patterns[0].path with an empty segment", define(pattern("a//b")));
        all.put(
                "chart.patterns[0].floor above ceiling",
                define(pattern("a").withFloor(2).withCeiling(1)));
        all.put("entries too many", new Command.SetMetadata(ANN, entries(51), Terms.NONE));
        all.put("entries with an empty key", new Command.SetMetadata(ANN, Map.of("", "v"), Terms.NONE));
        all.put("reference too long", with(pay(BANK, ANN, 1), Terms.NONE.withReference("r".repeat(501))));
        all.put("reference with a tab", with(pay(BANK, ANN, 1), Terms.NONE.withReference("a\tb")));
        all.put("metadata too many", with(pay(BANK, ANN, 1), Terms.NONE.withMetadata(entries(51))));
        all.put("metadata key too long", with(pay(BANK, ANN, 1), Terms.NONE.withMetadata(Map.of("k".repeat(41), ""))));
        all.put(
                "metadata value too long",
                with(pay(BANK, ANN, 1), Terms.NONE.withMetadata(Map.of("k", "v".repeat(501)))));
        all.put("metadata value with a NUL", with(pay(BANK, ANN, 1), Terms.NONE.withMetadata(Map.of("k", "\u0000"))));
        all.put(
                "effective_at before 1970",
                with(pay(BANK, ANN, 1), Terms.NONE.withEffectiveAt(Instant.EPOCH.minusMillis(1))));
        return all;
    }

    private static Map<String, Command> malformedLegs() {
        Map<String, Command> all = new java.util.LinkedHashMap<>();
        Currency inr = Currency.of("inr");
        all.put("legs none", transact());
        all.put("legs too many", new Command.Transact(Collections.nCopies(1_001, leg(BANK, ANN, 1)), Terms.NONE));
        all.put("legs[0].debit empty", transact(raw("", "fees", 0)));
        all.put("legs[1].debit with a space", transact(leg(BANK, ANN, 1), raw("a b", "fees", 1)));
        all.put("legs[0].credit ends with a slash", transact(raw("fees", "users/1/", 1)));
        all.put("legs[0].credit too long", transact(raw("fees", "a".repeat(201), 1)));
        all.put("legs[0].rest bad", transact(upTo(ANN, BOB, 1).restFrom("/")));
        all.put("legs[0].rest of an exact leg", transact(leg(ANN, BOB, 1).restFrom("fees")));
        all.put("legs[0].credit same as debit", transact(leg(ANN, ANN, 0)));
        all.put("legs[0].rest same as debit", transact(upTo(ANN, BOB, 0).restFrom(ANN.path())));
        all.put("legs[0].rest same as credit", transact(upTo(ANN, BOB, 0).restFrom(BOB.path())));
        all.put("legs[0].amount zero", transact(leg(ANN, BOB, 0)));
        all.put("legs[0].amount negative", transact(leg(ANN, BOB, -1), raw("", "", 1)));
        all.put("legs[0].amount too great", transact(leg(ANN, BOB, TOO_MUCH)));
        all.put(
                "legs[0].amount of a hold",
                new Command.Hold(
                        List.of(new Leg("fees", "costs", 0, inr, Leg.Extent.UP_TO, null)), Instant.EPOCH, Terms.NONE));
        return all;
    }

    private static Command define(Chart.Pattern... patterns) {
        return new Command.DefineChart(new Chart(List.of(patterns)), Terms.NONE);
    }

    private static Chart.Pattern pattern(String path) {
        return Chart.Pattern.of(path, AccountKind.LIABILITY);
    }

    private static Map<String, String> entries(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v" + i));
    }
}
