/**
 * Razorpay: UPI, by intent and by code, and UPI Autopay. Its own Java library cannot be pointed at another address and
 * shares headers between threads, so that there is a client of ours.
 *
 * <p>Always: what is a payment here is an order there, because an order can be found by what we called it, and several
 * tries to pay one are one payment; the payment there that paid it is its charge. Orders, payments and captures have no
 * idempotency at Razorpay: each is looked for before it is made.
 */
@NullMarked
package io.bursar.gateways.razorpay;

import org.jspecify.annotations.NullMarked;
