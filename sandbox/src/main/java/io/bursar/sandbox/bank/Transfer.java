package io.bursar.sandbox.bank;

/**
 * Money that reaches the merchant's account, or leaves it again.
 *
 * @param from who sends it
 * @param currency ISO code in upper case
 * @param amountMinor negative when it is taken back
 * @param reference the sender's, which the statement repeats
 */
public record Transfer(String from, String currency, long amountMinor, String reference, String text) {}
