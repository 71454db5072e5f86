package io.bursar.gateways;

/**
 * One provider: speaks its protocol, holds no state, decides nothing. Calls are made by {@link Gateways} alone, which
 * adds limits, breakers and time-outs; a call blocks its thread. Nothing here throws because of what the provider does:
 * whatever is not understood is {@link Answer.Unknown}.
 */
public interface Gateway {
    /** Its name in routes, accounts and metrics: {@code stripe}. Lower-case letters. */
    String name();

    /** What it can do. */
    Capabilities capabilities();

    /** Does something with a payment. */
    Answer perform(Order order);

    /** Asks what the provider knows of a payment; changes nothing. */
    Answer look(Inquiry inquiry);

    /** Its store of customers and of their payment methods; refuses what the provider lacks. */
    Vault vault();

    /** Reads what the provider sends on its own account. */
    Postbox postbox();
}
