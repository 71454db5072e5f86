package io.bursar.gateways.stripe;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderRefund;
import io.bursar.gateways.stripe.StripeApi.Reply;
import io.bursar.gateways.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds payments, with all that is known of them. */
final class Lookup {
    private static final String INTENTS = "/v1/payment_intents";
    private static final int PAGE = 100;
    /** Payments that are looked at one by one, newest first, because the search does not know them yet. */
    private static final int NEWEST_PAGES = 3;
    /** Refunds of one payment that are read. */
    private static final int REFUND_PAGES = 10;

    private final StripeApi api;

    Lookup(StripeApi api) {
        this.api = api;
    }

    Answer look(Inquiry inquiry) {
        String payment = inquiry.payment();
        if (payment != null) {
            return byId(payment);
        }
        Reply found = api.get(
                INTENTS + "/search",
                new Form().put("query", "metadata['" + PaymentReader.ATTEMPT + "']:'" + quoted(inquiry) + "'"));
        if (!(found instanceof Reply.Done(Json body))) {
            return Replies.answer(found, PaymentReader::read);
        }
        List<Json> hits = body.list("data");
        String id = hits.isEmpty()
                ? null
                : made(hits, inquiry).orElse(hits.getFirst()).text("id");
        return id == null ? amongNewest(inquiry) : byId(id);
    }

    private static String quoted(Inquiry inquiry) {
        return inquiry.attempt().replace("\\", "").replace("'", "");
    }

    /** That of this operation, should an attempt have had several. */
    private static Optional<Json> made(List<Json> intents, Inquiry inquiry) {
        return intents.stream()
                .filter(each -> inquiry.operation().equals(each.in("metadata").text(PaymentReader.OPERATION)))
                .findFirst();
    }

    /** Stripe's search lags behind; its lists do not. */
    private Answer amongNewest(Inquiry inquiry) {
        String after = null;
        for (int page = 0; page < NEWEST_PAGES; page++) {
            Reply reply = api.get(INTENTS, new Form().put("limit", PAGE).put("starting_after", after));
            if (!(reply instanceof Reply.Done(Json body))) {
                return Replies.answer(reply, PaymentReader::read);
            }
            List<Json> intents = body.list("data");
            Optional<Json> ours = intents.stream()
                    .filter(each -> inquiry.attempt().equals(each.in("metadata").text(PaymentReader.ATTEMPT)))
                    .findFirst();
            String id = ours.map(each -> each.text("id")).orElse(null);
            if (id != null) {
                return byId(id);
            }
            if (!body.isTrue("has_more") || intents.isEmpty()) {
                break;
            }
            after = intents.getLast().text("id");
        }
        return new Answer.Missing();
    }

    private Answer byId(String id) {
        Reply reply = api.get(
                INTENTS + "/" + Form.segment(id),
                new Form().expand(PaymentReader.CHARGE, PaymentReader.FEE, PaymentReader.REFUNDS));
        if (!(reply instanceof Reply.Done(Json intent))) {
            return Replies.answer(reply, PaymentReader::read);
        }
        boolean hasMoreRefunds = intent.in(PaymentReader.CHARGE).in("refunds").isTrue("has_more");
        if (!hasMoreRefunds) {
            return Replies.answer(reply, PaymentReader::read);
        }
        List<Json> refunds = refunds(id);
        return refunds == null
                ? new Answer.Unknown("the payment's refunds could not be read")
                : Replies.answer(reply, body -> read(body, refunds));
    }

    private static ProviderPayment read(Json intent, List<Json> refunds) {
        List<ProviderRefund> read = refunds.stream()
                .map(refund -> PaymentReader.refund(refund, Amounts.currency(intent)))
                .toList();
        return PaymentReader.read(intent, read);
    }

    /** All of them; null when Stripe did not answer, or there are more than anybody makes. */
    private @Nullable List<Json> refunds(String payment) {
        List<Json> all = new ArrayList<>();
        String after = null;
        for (int page = 0; page < REFUND_PAGES; page++) {
            Reply reply = api.get(
                    "/v1/refunds",
                    new Form().put("payment_intent", payment).put("limit", PAGE).put("starting_after", after));
            if (!(reply instanceof Reply.Done(Json body))) {
                return null;
            }
            all.addAll(body.list("data"));
            if (!body.isTrue("has_more") || all.isEmpty()) {
                return all;
            }
            after = all.getLast().text("id");
        }
        return null;
    }
}
