package io.bursar.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Gateways.Health;
import io.bursar.gateways.Gateways.State;
import io.bursar.routing.Choosing.Choice;
import io.bursar.routing.Decision.Option;
import io.bursar.routing.Expression.Compiled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules choose, against somebody who reads them word by word. */
class ChoosingTest {
    private static final List<String> GATEWAYS = List.of("stripe", "stripe_eu", "stripe_us", "razorpay");

    /** A condition, and what it means. */
    private record Meant(String when, Predicate<Facts> meaning) {
        Meant and(Meant other) {
            return new Meant("(" + when + ") && (" + other.when + ")", meaning.and(other.meaning));
        }

        Meant or(Meant other) {
            return new Meant("(" + when + ") || (" + other.when + ")", meaning.or(other.meaning));
        }

        Meant not() {
            return new Meant("!(" + when + ")", meaning.negate());
        }
    }

    /** What nobody can evaluate. */
    private static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void rules_choose_as_somebody_would_who_reads_them() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            List<Rule> rules = new ArrayList<>();
            List<Meant> meant = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int rule = 0; rule < count; rule++) {
                Meant condition = random.nextInt(8) == 0 ? failing() : condition(random, 3);
                meant.add(condition);
                rules.add(new Rule("", condition.when, some(random)));
            }
            ActiveRules.Compilation compiled = ActiveRules.Compilation.of(set(rules));
            for (int payment = 0; payment < 20; payment++) {
                Facts facts = facts(random);
                List<String> able = some(random);
                Choice choice = Choosing.choose(rules, rule -> compiled.verdict(rule, facts), able);
                assertThat(choice.gateways())
                        .as("seed %d: %s of %s with %s", seed, rules, facts, able)
                        .isEqualTo(naive(rules, meant, facts, able));
            }
        }
    }

    private static List<String> naive(List<Rule> rules, List<Meant> meant, Facts facts, List<String> able) {
        for (int i = 0; i < rules.size(); i++) {
            try {
                if (!meant.get(i).meaning.test(facts)) {
                    continue;
                }
            } catch (NoAnswerException unknown) {
                continue;
            }
            List<String> left = new ArrayList<>(rules.get(i).gateways());
            left.retainAll(able);
            if (!left.isEmpty()) {
                return left;
            }
        }
        return able;
    }

    private static RuleSet set(List<Rule> rules) {
        return new RuleSet(new java.util.UUID(1, 2), 1, 1, RuleSet.Status.ACTIVE, null, rules, null);
    }

    private static List<String> some(Random random) {
        List<String> left = new ArrayList<>(GATEWAYS);
        java.util.Collections.shuffle(left, random);
        return List.copyOf(left.subList(0, 1 + random.nextInt(left.size())));
    }

    private static Facts facts(Random random) {
        Map<String, String> metadata = random.nextBoolean() ? Map.of() : Map.of("tier", pick(random, "gold", "tin"));
        return new Facts(
                pick(random, "card", "upi"),
                pick(random, "inr", "usd", "eur"),
                random.nextInt(6) * 100L,
                pick(random, "", "IN", "US"),
                pick(random, "", "424242"),
                pick(random, "", "cus_1"),
                Map.of("since", pick(random, "2019", "2026")),
                metadata,
                Map.of("fees", pick(random, "a", "b")));
    }

    private static String pick(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }

    private static Meant condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            Meant one = condition(random, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> one.and(condition(random, depth - 1));
                case 1 -> one.or(condition(random, depth - 1));
                default -> one.not();
            };
        }
        long amount = random.nextInt(6) * 100L;
        String currency = pick(random, "inr", "usd", "eur");
        String country = pick(random, "", "IN", "US");
        return switch (random.nextInt(8)) {
            case 0 -> new Meant("method == 'card'", facts -> facts.method().equals("card"));
            case 1 ->
                new Meant(
                        "currency == '" + currency + "'",
                        facts -> facts.currency().equals(currency));
            case 2 -> new Meant("amount >= " + amount, facts -> facts.amount() >= amount);
            case 3 ->
                new Meant(
                        "country in ['" + country + "', 'FR']",
                        facts -> facts.country().equals(country));
            case 4 -> new Meant("bin.startsWith('4242')", facts -> facts.bin().startsWith("4242"));
            case 5 ->
                new Meant(
                        "has(metadata.tier) && metadata.tier == 'gold'",
                        facts -> Objects.equals(facts.metadata().get("tier"), "gold"));
            case 6 ->
                new Meant(
                        "customer_metadata['since'] < '2020'",
                        facts -> Objects.equals(facts.customerMetadata().get("since"), "2019"));
            default ->
                new Meant(
                        "arms.fees == 'a'", facts -> Objects.equals(facts.arms().get("fees"), "a"));
        };
    }

    private static Meant failing() {
        return new Meant("metadata.nothing == 'x' || 1 / (amount - amount) > 0", facts -> {
            throw new NoAnswerException();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "method ==",
                "amount",
                "'card'",
                "dyn(method)",
                "nobody == 'x'",
                "amount > 5.0",
                "amount > '5'",
                "metadata.tier > 5",
                "method.nothing()",
                "method = 'card'",
                "method == 'card' and amount > 5",
                "if (amount > 5) true",
                "[amount][0]",
                "amount > 9223372036854775808",
                "'unclosed",
                "((((((((((((((((((((((((((((((((((((((((true))))))))))))))))))))))))))))))))))))))))"
            })
    void what_is_no_condition_is_refused_with_its_place(String text) {
        assertThat(Expression.compile(text))
                .isInstanceOfSatisfying(
                        Compiled.Bad.class, bad -> assertThat(bad.why()).matches("(?s)line [0-9]+, column [0-9]+: .+"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata.nothing == 'x'",
                "amount / (amount - amount) == 1",
                "amount + 9223372036854775807 > 0",
                "timestamp(method) == timestamp(method)",
                "metadata.all(a, metadata.all(b, metadata.all(c, metadata.all(d, metadata[a] != 'x'))))"
            })
    void what_has_no_answer_fails_and_throws_nothing(String text) {
        Map<String, String> many = new java.util.HashMap<>();
        for (int i = 0; i < 50; i++) {
            many.put("name" + i, "value");
        }
        Facts facts = new Facts("card", "inr", 7, "", "", "", Map.of(), many, Map.of());
        long began = System.nanoTime();
        assertThat(Expression.compile(text))
                .isInstanceOfSatisfying(
                        Compiled.Good.class,
                        good -> assertThat(good.expression().of(facts)).isInstanceOf(Expression.Verdict.Fails.class));
        assertThat(System.nanoTime() - began).as("nanoseconds").isLessThan(5_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "WELL, 0, 1000, 0, false",
        "WELL, 19, 0, 0, false",
        "WELL, 20, 899, 100, true",
        "WELL, 100, 900, 100, false",
        "WELL, 100, 1000, 10001, true",
        "RECOVERING, 5, 0, 0, false",
        "FAILING, 0, 1000, 0, true",
    })
    void who_does_badly_goes_last(State state, int calls, int answered, long p95, boolean isLast) {
        Health well = new Health(State.WELL, 100, 1_000, 200);
        List<Option> order = Choosing.byHealth(List.of(
                new Option("first", new Health(state, calls, answered, p95)),
                new Option("second", well),
                new Option("third", well)));
        assertThat(order.stream().map(Option::gateway))
                .isEqualTo(isLast ? List.of("second", "third", "first") : List.of("first", "second", "third"));
    }
}
