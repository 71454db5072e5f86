package io.bursar.payments.tell;

/** Who is told of a payment. */
public enum Sight {
    /** Whoever asks with a secret key. */
    OWNER,
    /** Whoever asks with a publishable key and the payment's secret: the payer's browser. */
    PAYER
}
