package io.bursar.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks: the holder of an API key.
 *
 * @param number the caller's number, ≥ 1; the scope of its idempotency keys, the same after its key was rolled
 * @param name what the operator called it
 * @param book the one book that it sees, ≥ 1
 * @param rights what it may do; to write includes to read, and every caller may look at itself
 */
public record Caller(int number, String name, int book, Set<Right> rights) {
    /** The book of whoever runs this deployment; its callers alone may have rights of {@link Reach#DEPLOYMENT}. */
    public static final int HOUSE = 1;

    public Caller {
        Set<Right> all = EnumSet.of(Right.SELF_READ);
        rights.forEach(right -> all.addAll(right.withIncluded()));
        rights = Set.copyOf(all);
    }

    /** What a caller may do: to read or to write a kind of resource, or something beyond the ordinary. */
    public enum Right {
        CHART_READ("chart.read", Reach.BOOK),
        CHART_WRITE("chart.write", Reach.BOOK),
        ACCOUNTS_READ("accounts.read", Reach.BOOK),
        ACCOUNTS_WRITE("accounts.write", Reach.BOOK),
        TRANSACTIONS_READ("transactions.read", Reach.BOOK),
        TRANSACTIONS_WRITE("transactions.write", Reach.BOOK),
        HOLDS_READ("holds.read", Reach.BOOK),
        HOLDS_WRITE("holds.write", Reach.BOOK),
        /** Book what already happened in the world, whatever limits, freezes or closure say. */
        LEDGER_FACT("ledger.fact", Reach.BOOK),
        /** Open a closed period again. */
        LEDGER_REOPEN("ledger.reopen", Reach.BOOK),
        PAYMENTS_READ("payments.read", Reach.BOOK),
        /** Take payments: make, confirm, capture, cancel them. */
        PAYMENTS_WRITE("payments.write", Reach.BOOK),
        REFUNDS_READ("refunds.read", Reach.BOOK),
        /** Give money back. */
        REFUNDS_WRITE("refunds.write", Reach.BOOK),
        ROUTING_READ("routing.read", Reach.BOOK),
        /** Say which gateways take which payments. */
        ROUTING_WRITE("routing.write", Reach.BOOK),
        DISPUTES_READ("disputes.read", Reach.BOOK),
        /** Answer disputes: give evidence, give up. */
        DISPUTES_WRITE("disputes.write", Reach.BOOK),
        EVENTS_READ("events.read", Reach.BOOK),
        CUSTOMERS_READ("customers.read", Reach.BOOK),
        CUSTOMERS_WRITE("customers.write", Reach.BOOK),
        METHODS_READ("payment_methods.read", Reach.BOOK),
        METHODS_WRITE("payment_methods.write", Reach.BOOK),
        API_KEYS_READ("api_keys.read", Reach.BOOK),
        API_KEYS_WRITE("api_keys.write", Reach.BOOK),
        BOOKS_READ("books.read", Reach.DEPLOYMENT),
        /** Make books, and keys for any book. */
        BOOKS_WRITE("books.write", Reach.DEPLOYMENT),
        METRICS_READ("metrics.read", Reach.DEPLOYMENT),
        /** See what providers sent. */
        GATEWAYS_READ("gateways.read", Reach.DEPLOYMENT),
        /** Have it taken in again. */
        GATEWAYS_WRITE("gateways.write", Reach.DEPLOYMENT),
        /** Look at one's own key; every key may. */
        SELF_READ("self.read", Reach.BROWSER),
        /**
         * Look at a payment and confirm it as its payer would, with the payment's {@code client_secret}; every
         * publishable key may, and no other key.
         */
        PAYMENTS_CLIENT("payments.client", Reach.BROWSER);

        private static final String READ = ".read";
        private static final String WRITE = ".write";

        private final String text;
        private final Reach reach;

        Right(String text, Reach reach) {
            this.text = text;
            this.reach = reach;
        }

        /** As it is stored and shown. */
        public String text() {
            return text;
        }

        public Reach reach() {
            return reach;
        }

        /** The right of this name. */
        public static Optional<Right> of(String text) {
            return Arrays.stream(values())
                    .filter(right -> right.text.equals(text))
                    .findFirst();
        }

        private Set<Right> withIncluded() {
            Set<Right> included = EnumSet.of(this);
            if (text.endsWith(WRITE)) {
                of(text.replace(WRITE, READ)).ifPresent(included::add);
            }
            return included;
        }
    }

    /** Who may be given a right. */
    public enum Reach {
        /** Any secret key; what it lets see lies in the key's own book. */
        BOOK,
        /** Secret keys of the {@link Caller#HOUSE}'s book alone: what it lets see belongs to all books. */
        DEPLOYMENT,
        /** Every key, those that browsers show to the world included. */
        BROWSER
    }

    public boolean has(Right right) {
        return rights.contains(right);
    }

    /** Ends the request with {@link ErrorCode#RIGHT_MISSING} unless the caller has the right. */
    public void require(Right right) {
        if (!has(right)) {
            throw Problem.of(ErrorCode.RIGHT_MISSING, "This API key lacks the right " + right.text() + ".")
                    .with("right", right.text())
                    .asException();
        }
    }
}
