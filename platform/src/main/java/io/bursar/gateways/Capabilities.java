package io.bursar.gateways;

import io.bursar.money.Currency;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a provider can do for us; published at {@code docs/gateways.md}, asked before anything is sent.
 *
 * @param methods types of payment methods
 * @param currencies that it takes; empty: every one that its exponent table knows
 * @param abilities beyond authorising and capturing at once
 * @param inquiryTimes how long after an unknown outcome to ask, one after the other; the last is repeated
 * @param lateFor so long after its beginning a payment that failed may still succeed; zero: what failed stays so
 * @param preDebitNotice how long before a debit under a mandate the payer is told; zero: no such notice
 */
public record Capabilities(
        Set<MethodType> methods,
        Set<Currency> currencies,
        Set<Ability> abilities,
        List<Duration> inquiryTimes,
        Duration lateFor,
        Duration preDebitNotice) {
    public Capabilities {
        methods = Set.copyOf(methods);
        currencies = Set.copyOf(currencies);
        abilities = Set.copyOf(abilities);
        inquiryTimes = List.copyOf(inquiryTimes);
    }

    /** What not every provider can. */
    public enum Ability {
        /** Capture apart from authorising. */
        MANUAL_CAPTURE,
        /** Capture less than was authorised, releasing the rest. */
        PARTIAL_CAPTURE,
        /** Capture several times. */
        MULTIPLE_CAPTURE,
        /** Authorise more later. */
        INCREMENT,
        /** Give an authorisation back when asked, and not only by letting it expire. */
        RELEASE,
        PARTIAL_REFUND,
        /** Keep a payment method for later. */
        SAVE_METHOD,
        /** Take money without the payer, under a mandate or a saved method. */
        OFF_SESSION,
        THREE_D_SECURE,
        /** A payment that is ordered again under the same ticket is made once: what is unknown may be sent again. */
        KEYED_AUTHORISE
    }

    public boolean has(Ability ability) {
        return abilities.contains(ability);
    }

    public boolean takes(MethodType method, Currency currency) {
        return methods.contains(method) && (currencies.isEmpty() || currencies.contains(currency));
    }
}
