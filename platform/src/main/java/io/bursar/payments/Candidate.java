package io.bursar.payments;

import io.bursar.gateways.Contact;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that could take a payment, and what the payer pays with there.
 *
 * @param method id of our payment method; null: it is not kept
 * @param customer the gateway's id of the payer; null: nobody known there
 * @param payer how the payer is reached
 */
public record Candidate(
        String gateway,
        Instrument instrument,
        @Nullable String method,
        @Nullable String customer,
        @Nullable MethodDetails known,
        Contact payer) {}
