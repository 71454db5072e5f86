package io.bursar.gateways;

import java.util.List;
import java.util.Optional;

/**
 * The gateways of this deployment, and the only way to call them: each call passes a limiter, a bulkhead and a circuit
 * breaker of its gateway and kind, and ends within the gateway's time-out. Not to be called inside a database
 * transaction.
 */
public interface Gateways {
    /** Names of those that are configured, in the order of the configuration. */
    List<String> names();

    /** What a gateway can do; empty: it is not configured. */
    Optional<Capabilities> capabilities(String gateway);

    /** Does something with a payment. */
    Answer perform(String gateway, Order order);

    /** Asks what the provider knows. Equal questions that are under way at once are asked once. */
    Answer look(String gateway, Inquiry inquiry);

    /** The gateway's store of customers and methods, with the same limits around it. */
    Vault vault(String gateway);

    /** How a gateway has been doing. */
    Health health(String gateway);

    /**
     * Over a sliding window of the last calls that take money.
     *
     * @param calls in the window
     * @param answeredPerMille of them answered at all, yes or no; 1,000 when there was none
     * @param p95Millis of those that were answered
     */
    record Health(State state, int calls, int answeredPerMille, long p95Millis) {}

    enum State {
        /** Calls go out. */
        WELL,
        /** Calls go out, a few as a test. */
        RECOVERING,
        /** None go out. */
        FAILING
    }
}
