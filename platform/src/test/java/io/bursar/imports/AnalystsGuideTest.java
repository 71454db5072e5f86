package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AsOf;
import io.bursar.engine.Command;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Terms;
import io.bursar.tidy.Tidy;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/guides/analysts.md shows runs, and says what the API says. */
class AnalystsGuideTest {
    private static final Pattern QUERY = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
    private static final AccountRef WALLET = AccountRef.of("users/7/wallet", "inr");

    private static final ImportedBook BOOK = new ImportedBook();
    private static final List<String> QUERIES = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        String guide = Files.readString(Tidy.repositoryRoot().resolve("docs/guides/analysts.md"));
        Matcher query = QUERY.matcher(guide);
        while (query.find()) {
            QUERIES.add(query.group(1).strip().replaceAll(";$", ""));
        }
        assertThat(BOOK.importCards(Sample.FILE.toString()).status()).isZero();
        BOOK.book(new Command.ClosePeriod(Instant.parse("2018-01-01T00:00:00Z"), Terms.NONE.withReference("first")));
    }

    @AfterAll
    static void close() {
        BOOK.close();
    }

    private static List<Map<String, Object>> rows(int query) {
        return BOOK.superuser().sql(QUERIES.get(query)).query().listOfRows();
    }

    private static long asOf(LedgerReader reader, AccountRef ref, String day) {
        Instant end =
                LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return reader.times()
                .balance(reader.account(ref).orElseThrow().id(), AsOf.effective(end.minusNanos(1_000)))
                .orElseThrow()
                .posted();
    }

    private static long number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).longValue();
    }

    @Test
    void balances_are_the_readers() {
        List<Map<String, Object>> now = rows(0);
        assertThat(now).hasSize(10);
        BOOK.read(reader -> {
            now.forEach(row -> assertThat(reader.account(AccountRef.of(String.valueOf(row.get("path")), "inr"))
                            .orElseThrow()
                            .posted())
                    .isEqualTo(number(row.get("posted"))));
            assertThat(number(rows(1).getFirst().get("balance"))).isEqualTo(asOf(reader, WALLET, "2018-06-30"));
            return true;
        });
        assertThat(number(rows(2).getFirst().get("balance"))).isZero();
    }

    @Test
    void totals_are_zero_and_the_readers() {
        List<Map<String, Object>> totals = rows(3);
        assertThat(totals.stream()
                        .mapToLong(row -> number(row.get("debits_minus_credits")))
                        .sum())
                .isZero();
        long bank = BOOK.read(reader -> asOf(reader, AccountRef.of("bank/main", "inr"), "2018-06-30"));
        assertThat(totals.getFirst()).containsEntry("kind", "asset");
        assertThat(number(totals.getFirst().get("balance"))).isEqualTo(bank);
        assertThat(rows(4)).hasSizeGreaterThan(5);
    }

    @Test
    void movements_outcomes_and_periods_are_there() {
        assertThat(rows(5)).hasSizeGreaterThan(20);
        assertThat(rows(6).getFirst()).containsEntry("outcome", "applied");
        assertThat(rows(7)).singleElement().satisfies(row -> assertThat(row).containsEntry("reference", "first"));
        assertThat(QUERIES).hasSize(8);
    }
}
