package io.bursar.gateways.stripe;

import io.bursar.gateways.wire.Json;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Stripe's amounts. It counts most currencies in hundredths, some in wholes, five in thousandths of which it takes only
 * whole tens; and it counts the Icelandic króna and the Ugandan shilling in hundredths of which it takes only whole
 * hundreds, though ISO 4217 has none. Ours are ISO 4217's.
 */
final class Amounts {
    private static final int HUNDREDTHS = 2;
    private static final String TWO = "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp"
            + " byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl"
            + " htg huf idr ils inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn"
            + " myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sos srd"
            + " szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer zar zmw";
    private static final String ZERO = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";
    private static final String TWO_IN_WHOLES = "isk ugx";
    private static final String THREE_IN_TENS = "bhd jod kwd omr tnd";

    private static final Map<Currency, Rule> RULES = rules();

    /**
     * How Stripe counts a currency.
     *
     * @param exponent digits after the point
     * @param step what an amount must be divisible by
     */
    private record Rule(int exponent, long step) {}

    private Amounts() {}

    private static Map<Currency, Rule> rules() {
        Map<Currency, Rule> rules = new HashMap<>();
        add(rules, TWO, new Rule(HUNDREDTHS, 1));
        add(rules, ZERO, new Rule(0, 1));
        add(rules, TWO_IN_WHOLES, new Rule(HUNDREDTHS, 100));
        add(rules, THREE_IN_TENS, new Rule(3, 10));
        return Collections.unmodifiableMap(rules);
    }

    private static void add(Map<Currency, Rule> rules, String codes, Rule rule) {
        Arrays.stream(codes.split(" ")).map(Currency::of).forEach(currency -> rules.put(currency, rule));
    }

    /** Those that Stripe takes. */
    static Set<Currency> currencies() {
        return RULES.keySet();
    }

    /** As Stripe counts it; empty when Stripe does not take the currency, or not so small a part of it. */
    static OptionalLong toStripe(Money amount) {
        Rule rule = RULES.get(amount.currency());
        if (rule == null) {
            return OptionalLong.empty();
        }
        long theirs = amount.minor();
        for (int digits = amount.currency().exponent(); digits < rule.exponent(); digits++) {
            theirs = Math.multiplyExact(theirs, 10);
        }
        for (int digits = amount.currency().exponent(); digits > rule.exponent(); digits--) {
            if (theirs % 10 != 0) {
                return OptionalLong.empty();
            }
            theirs /= 10;
        }
        return theirs % rule.step() == 0 ? OptionalLong.of(theirs) : OptionalLong.empty();
    }

    /**
     * In minor units of ISO 4217.
     *
     * @throws Json.Lacking when the currency is none of Stripe's, or the amount is finer than ISO 4217 has it
     */
    static long fromStripe(long theirs, Currency currency) {
        Rule rule = RULES.get(currency);
        if (rule == null) {
            throw new Json.Lacking("rule for amounts in " + currency);
        }
        long ours = theirs;
        for (int digits = rule.exponent(); digits < currency.exponent(); digits++) {
            ours = Math.multiplyExact(ours, 10);
        }
        for (int digits = rule.exponent(); digits > currency.exponent(); digits--) {
            if (ours % 10 != 0) {
                throw new Json.Lacking("amount in whole minor units of " + currency);
            }
            ours /= 10;
        }
        return ours;
    }

    /** The currency of an object. @throws Json.Lacking when it has none */
    static Currency currency(Json object) {
        String code = object.require("currency").toLowerCase(Locale.ROOT);
        if (!Currency.isWellFormed(code)) {
            throw new Json.Lacking("currency");
        }
        return Currency.of(code);
    }
}
