package io.bursar.gateways;

/** With what somebody pays. Card numbers have no form here: providers' tokens stand for them. */
public sealed interface Instrument {
    /** A payment method that the provider keeps. @param token the provider's id of it */
    record Token(MethodType type, String token) implements Instrument {}

    /** A UPI app on the payer's phone, by a link. */
    record UpiIntent() implements Instrument {}

    /** A UPI app that scans a code. */
    record UpiQr() implements Instrument {}

    /** What the payer has agreed to once. @param token the provider's id of the consent */
    record Mandate(MethodType type, String token) implements Instrument {}
}
