/**
 * The sandbox: plays Stripe, Razorpay, the card issuer's page, the UPI app and the bank, over HTTP, and keeps a book of
 * its own of what really happened to money. An independent witness: nothing here is shared with the application that
 * it is used to test. {@code sandbox/README.md} says what it promises.
 */
@NullMarked
package io.bursar.sandbox;

import org.jspecify.annotations.NullMarked;
