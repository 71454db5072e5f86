package io.bursar.gateways.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.money.Currency;
import io.bursar.money.Money;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts on their way to Stripe and back. */
class AmountsTest {
    private static final int AMOUNTS = 2_000;

    @TestFactory
    Stream<DynamicTest> every_amount_that_stripe_takes_comes_back_as_it_went() {
        long seed = new SplittableRandom().nextLong();
        return Amounts.currencies().stream()
                .map(currency -> DynamicTest.dynamicTest(currency + " seed " + seed, () -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    int taken = 0;
                    for (int i = 0; i < AMOUNTS; i++) {
                        long minor = random.nextLong(1, 1L << random.nextInt(1, 40)) * (i % 2 == 0 ? 1 : 100);
                        OptionalLong theirs = Amounts.toStripe(new Money(minor, currency));
                        if (theirs.isPresent()) {
                            taken++;
                            assertThat(Amounts.fromStripe(theirs.getAsLong(), currency))
                                    .isEqualTo(minor);
                        }
                    }
                    assertThat(taken).isGreaterThanOrEqualTo(AMOUNTS / 2);
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "usd, 1999, 1999",
        "jpy, 500, 500",
        "kwd, 5120, 5120",
        "isk, 5, 500",
        "ugx, 5, 500",
        "mga, 700, 7",
        "inr, 1, 1",
    })
    void an_amount_as_stripe_counts_it(String currency, long ours, long theirs) {
        assertThat(Amounts.toStripe(Money.of(ours, currency))).hasValue(theirs);
        assertThat(Amounts.fromStripe(theirs, Currency.of(currency))).isEqualTo(ours);
    }

    /** Rounding would charge something else than was ordered. */
    @ParameterizedTest
    @CsvSource({"kwd, 5124", "mga, 701", "coin, 10", "irr, 100"})
    void what_stripe_cannot_count_is_not_rounded(String currency, long ours) {
        assertThat(Amounts.toStripe(Money.of(ours, currency))).isEmpty();
    }

    @Test
    void all_of_stripes_currencies_are_iso() {
        assertThat(Amounts.currencies()).hasSizeGreaterThan(130).allMatch(Currency::isIso);
    }
}
