package io.bursar.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    @ParameterizedTest
    @CsvSource({"57.16,inr,5716", "0.01,usd,1", "-3,eur,-300", "7,jpy,7", "1.234,kwd,1234", "12,coin,12", "1.5,inr,150"
    })
    void decimal_text_becomes_minor_units_exactly(String major, String currency, long minor) {
        assertThat(Money.parseMajor(major, Currency.of(currency))).isEqualTo(Money.of(minor, currency));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e3", "1.234", "", ".5", "5.", "+1", "1,000", " 1", "0x10", "NaN", "9999999999999999"})
    void text_that_would_lose_or_guess_is_refused(String major) {
        assertThatThrownBy(() -> Money.parseMajor(major, Currency.of("inr")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arithmetic_refuses_other_currencies_and_overflow() {
        Money one = Money.of(1, "inr");
        assertThatThrownBy(() -> one.plus(Money.of(1, "usd"))).hasMessageContaining("cannot combine");
        assertThatThrownBy(() -> Money.of(Money.MINOR_MAX, "inr").plus(one)).hasMessageContaining("2^53");
    }

    @Test
    void split_parts_sum_to_the_whole_and_stay_within_one_unit() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            long total = random.nextLong(-1_000_000_000_000_000L, 1_000_000_000_000_000L);
            long[] weights = random.longs(1 + random.nextInt(12), 0, 1_000_000).toArray();
            weights[0]++;
            long[] parts = Split.largestRemainder(total, weights);
            double sum = Arrays.stream(weights).sum();
            assertThat(Arrays.stream(parts).sum()).as("seed %d", seed).isEqualTo(total);
            for (int i = 0; i < parts.length; i++) {
                assertThat((double) parts[i]).as("seed %d", seed).isCloseTo(total * (weights[i] / sum), within(total));
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(long total) {
        return org.assertj.core.data.Offset.offset(1.0 + Math.abs(total) * 1e-12);
    }

    @Test
    void ids_survive_the_round_trip_and_sort_like_their_numbers() {
        assertThat(PublicId.of("tx", 0)).isEqualTo("tx_0000000000000");
        assertThat(PublicId.parse("tx", PublicId.of("tx", Long.MAX_VALUE))).hasValue(Long.MAX_VALUE);
        assertThat(PublicId.parse("tx", "tx_OOOOOOOOOOOOL")).hasValue(1);
        assertThat(PublicId.parse("tx", "tx_g000000000000")).isEmpty();
        assertThat(PublicId.parse("tx", "tx_000000000000u")).isEmpty();
        assertThat(PublicId.parse("tx", "hold_0000000000000")).isEmpty();
        assertThat(PublicId.of("pi", new UUID(-1, -1))).isEqualTo("pi_7zzzzzzzzzzzzzzzzzzzzzzzzz");
        assertThat(PublicId.of("tx", 31)).isLessThan(PublicId.of("tx", 32));
    }

    @Test
    void long_ids_survive_the_round_trip_and_sort_like_their_numbers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            UUID one = new UUID(random.nextLong(), random.nextLong());
            UUID other = new UUID(random.nextBoolean() ? one.getMostSignificantBits() : 7, random.nextLong());
            String text = PublicId.of("pi", one);
            assertThat(PublicId.parseUuid("pi", text)).as("seed %d", seed).hasValue(one);
            assertThat(Integer.signum(text.compareTo(PublicId.of("pi", other))))
                    .as("seed %d", seed)
                    .isEqualTo(Integer.signum(unsigned(one).compareTo(unsigned(other))));
        }
    }

    private static java.math.BigInteger unsigned(UUID uuid) {
        return new java.math.BigInteger(uuid.toString().replace("-", ""), 16);
    }

    @Test
    void a_long_id_is_read_as_people_write_it_and_nothing_else_is() {
        UUID one = new UUID(0, 1);
        assertThat(PublicId.parseUuid("pi", "pi_OOOOOOOOOOOOOOOOOOOOOOOOOL")).hasValue(one);
        assertThat(PublicId.parseUuid("pi", "pi_00000000000000000000000001")).hasValue(one);
        assertThat(PublicId.parseUuid("pi", "pi_7zzzzzzzzzzzzzzzzzzzzzzzzz")).hasValue(new UUID(-1, -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pi",
                "pi_",
                "pi_0000000000000",
                "pi_0000000000000000000000000",
                "pi_000000000000000000000000000",
                "pi_80000000000000000000000000",
                "pi_0000000000000000000000000u",
                "pi_0000000000000000000000000 ",
                "PI_00000000000000000000000001",
                "pm_00000000000000000000000001",
                "pi-00000000000000000000000001",
                "00000000000000000000000001"
            })
    void what_is_no_long_id_is_not_read(String text) {
        assertThat(PublicId.parseUuid("pi", text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INR", "in", "rupee-coin", "9ab", "abcdefghijklm", ""})
    void malformed_currency_codes_are_refused(String code) {
        assertThatThrownBy(() -> new Currency(code)).isInstanceOf(IllegalArgumentException.class);
    }
}
