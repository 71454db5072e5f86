package io.bursar.gateways.razorpay;

import io.bursar.gateways.DisputeDesk;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.Vault.Kept;
import io.bursar.gateways.razorpay.RazorpayApi.Reply;
import io.bursar.gateways.wire.Json;
import io.bursar.gateways.wire.Multipart;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Razorpay's disputes. It takes one summary where Stripe takes many texts, so that they are sent as one; and nothing
 * under a key: contesting again what is still open says the same again, and what is not open any more is refused.
 */
final class RazorpayDesk implements DisputeDesk {
    private static final int SUMMARY_MAX = 1_000;
    private static final String SUMMARY = "uncategorized_text";
    /** Razorpay's name of each kind of file; the others go by their own names, as others. */
    private static final Map<String, String> PROOFS = Map.of(
            "shipping_documentation", "shipping_proof",
            "receipt", "billing_proof",
            "cancellation_policy", "cancellation_proof",
            "customer_communication", "customer_communication",
            "service_documentation", "proof_of_service",
            "refund_policy", "refund_cancellation_policy",
            "uncategorized_file", "explanation_letter");

    private final RazorpayApi api;

    RazorpayDesk(RazorpayApi api) {
        this.api = api;
    }

    @Override
    public Kept<ProviderDispute> find(String dispute) {
        return done(api.get(path(dispute)), RazorpayDesk::read);
    }

    private static String path(String dispute) {
        return "/disputes/" + Lookup.segment(dispute);
    }

    private static ProviderDispute read(Json dispute) {
        return RazorpayPostbox.dispute(dispute, Json.read(""));
    }

    private static <T> Kept<T> done(Reply reply, Function<Json, T> read) {
        if (!(reply instanceof Reply.Done(Json body))) {
            return Proof.kept(reply);
        }
        try {
            return new Kept.Done<>(read.apply(body));
        } catch (Json.Lacking unreadable) {
            return new Kept.Unknown<>("unreadable answer: " + unreadable.getMessage());
        }
    }

    /** A second document by the same bytes does no harm: only what evidence names is looked at. */
    @Override
    public Kept<String> upload(String operation, Document document) {
        Multipart form = new Multipart(document.content())
                .text("purpose", "dispute_evidence")
                .file("file", document.name(), document.type(), document.content());
        return done(api.upload("/documents", form), made -> made.require("id"));
    }

    @Override
    public Kept<ProviderDispute> contest(String operation, String dispute, Evidence evidence) {
        String summary = summary(evidence.texts());
        if (summary.length() > SUMMARY_MAX) {
            return new Kept.Refused<>(
                    "summary_too_long",
                    "Razorpay takes 1,000 characters of text in all; the evidence has " + summary.length() + ".",
                    "evidence");
        }
        ObjectNode body = Bodies.empty().put("action", "submit");
        if (!summary.isEmpty()) {
            body.put("summary", summary);
        }
        ArrayNode others = Bodies.empty().putArray("others");
        evidence.files().forEach((name, file) -> {
            String proof = PROOFS.get(name);
            if (proof == null) {
                others.addObject().put("type", name).putArray("document_ids").add(file);
            } else {
                body.putArray(proof).add(file);
            }
        });
        if (!others.isEmpty()) {
            body.set("others", others);
        }
        return done(api.patch(path(dispute) + "/contest", body), RazorpayDesk::read);
    }

    /** The free text as it is, then each of the others after its name. */
    private static String summary(Map<String, String> texts) {
        StringBuilder summary = new StringBuilder(texts.getOrDefault(SUMMARY, ""));
        texts.forEach((name, text) -> {
            if (!name.equals(SUMMARY)) {
                summary.append(summary.isEmpty() ? "" : "\n")
                        .append(name.replace('_', ' '))
                        .append(": ")
                        .append(text);
            }
        });
        return summary.toString();
    }

    @Override
    public Kept<ProviderDispute> accept(String operation, String dispute) {
        return done(api.post(path(dispute) + "/accept", Bodies.empty()), RazorpayDesk::read);
    }
}
