package io.bursar.gateways;

import java.util.List;

/**
 * One provider: speaks its protocol, holds no state, decides nothing. Calls are made by {@link Gateways} alone, which
 * adds limits, breakers and time-outs; a call blocks its thread. Nothing here throws because of what the provider does:
 * whatever is not understood is {@link Answer.Unknown}.
 */
public interface Gateway extends AutoCloseable {
    /** Its name in routes, ledger and metrics: the provider's; {@code stripe_eu} of a further account with Stripe. */
    String name();

    /** What it can do. */
    Capabilities capabilities();

    /** Whether no payment is made without the payer's mail address and telephone number. */
    default boolean needsContact() {
        return false;
    }

    /** Does something with a payment. */
    Answer perform(Order order);

    /** Asks what the provider knows of a payment; changes nothing. */
    Answer look(Inquiry inquiry);

    /** Its store of customers and of their payment methods; refuses what the provider lacks. */
    Vault vault();

    /** Its office for disputes; refuses what the provider lacks. */
    default DisputeDesk disputes() {
        return DisputeDesk.NONE;
    }

    /** Reads what the provider sends on its own account. */
    Postbox postbox();

    /** Ends its connections. */
    @Override
    default void close() {}

    /** Makes a gateway of each account with a provider; a bean of the gateway's own package. */
    interface Maker {
        /** One an account, or none. @throws IllegalArgumentException with a message for the operator */
        List<Gateway> make(GatewaySettings settings);
    }
}
