package io.bursar.money;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A unit that amounts are counted in: an ISO 4217 currency, or a unit of the operator's own such as {@code coin}.
 *
 * @param code lower case, 3 to 12 of {@code a-z0-9}, beginning with a letter; ISO 4217 codes have three letters
 */
public record Currency(String code) implements Comparable<Currency> {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]{2,11}");

    /** Digits after the decimal point by code. */
    private static final Map<String, Integer> ISO_4217 = java.util.Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .collect(Collectors.toUnmodifiableMap(
                    currency -> currency.getCurrencyCode().toLowerCase(Locale.ROOT),
                    java.util.Currency::getDefaultFractionDigits,
                    // A withdrawn currency may share its code with the one in use.
                    (first, second) -> first));

    /** Callers name units; so many are remembered. */
    private static final int KNOWN_MAX = 10_000;

    private static final ConcurrentHashMap<String, Currency> KNOWN = new ConcurrentHashMap<>();

    static {
        ISO_4217.keySet().forEach(code -> KNOWN.put(code, new Currency(code)));
    }

    /** @throws IllegalArgumentException when the code is not well formed */
    public Currency {
        if (!isWellFormed(code)) {
            throw new IllegalArgumentException(
                    "currency must be 3 to 12 of a-z0-9 in lower case, beginning with a letter, got: " + code);
        }
    }

    /** The currency of a code; those that are in use are shared instances. */
    public static Currency of(String code) {
        Currency known = KNOWN.get(code);
        if (known != null) {
            return known;
        }
        Currency made = new Currency(code);
        if (KNOWN.size() < KNOWN_MAX) {
            KNOWN.putIfAbsent(code, made);
        }
        return made;
    }

    public static boolean isWellFormed(String code) {
        return KNOWN.containsKey(code) || CODE.matcher(code).matches();
    }

    /** Whether ISO 4217 lists it, as this JDK knows it. */
    public boolean isIso() {
        return ISO_4217.containsKey(code);
    }

    /** Digits after the decimal point: ISO 4217's for its currencies (0 for jpy, 3 for kwd), 0 for own units. */
    public int exponent() {
        return ISO_4217.getOrDefault(code, 0);
    }

    @Override
    public int compareTo(Currency other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
