package io.bursar.engine;

import io.bursar.money.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version of the chart of accounts. A path that matches a pattern opens its account on first use; one that matches
 * none is refused, so a typo never makes an account. A new version governs accounts opened after it.
 *
 * @param patterns the first that matches decides; 1 to 1,000
 */
public record Chart(List<Pattern> patterns) {
    /** Most patterns in one chart. */
    public static final int PATTERNS_MAX = 1_000;

    public Chart {
        patterns = List.copyOf(patterns);
    }

    /**
     * @param path segments joined by {@code /}; a segment in braces such as {@code {user}} matches any one segment
     * @param currencies allowed currencies; empty: every ISO 4217 currency (own units must be listed)
     * @param floor least balance on the normal side, minor units; null: none
     * @param ceiling greatest balance on the normal side, minor units; null: none
     */
    public record Pattern(
            String path,
            AccountKind kind,
            Set<Currency> currencies,
            @Nullable Long floor,
            @Nullable Long ceiling) {
        public Pattern {
            currencies = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(currencies));
        }

        /** Any ISO currency, no limits. */
        public static Pattern of(String path, AccountKind kind) {
            return new Pattern(path, kind, Set.of(), null, null);
        }

        public Pattern withFloor(long least) {
            return new Pattern(path, kind, currencies, least, ceiling);
        }

        public Pattern withCeiling(long greatest) {
            return new Pattern(path, kind, currencies, floor, greatest);
        }

        public Pattern withCurrencies(String... codes) {
            Set<Currency> set = new java.util.TreeSet<>();
            for (String code : codes) {
                set.add(Currency.of(code));
            }
            return new Pattern(path, kind, set, floor, ceiling);
        }

        /** Whether accounts of this pattern may hold the currency. */
        public boolean allows(Currency currency) {
            return currencies.isEmpty() ? currency.isIso() : currencies.contains(currency);
        }
    }
}
