package io.bursar.routing;

import io.bursar.money.Money;
import java.util.List;

/** Payments that were tried, for trying rules on; whoever keeps payments implements it. */
public interface PastPayments {
    /** The newest, newest first. @param most 1 to 10,000 */
    List<Past> last(int book, long most);

    /**
     * A payment.
     *
     * @param id as callers see it
     * @param able gateways that could take it today, in the order of the configuration
     * @param gateway where it was tried first
     */
    record Past(String id, Facts facts, List<String> able, String gateway, Money amount) {
        public Past {
            able = List.copyOf(able);
        }
    }
}
