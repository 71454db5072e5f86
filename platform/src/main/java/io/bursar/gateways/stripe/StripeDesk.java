package io.bursar.gateways.stripe;

import io.bursar.gateways.DisputeDesk;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.Vault.Kept;
import io.bursar.gateways.wire.Multipart;
import java.util.List;

/** Stripe's disputes, and the files given as evidence. */
final class StripeDesk implements DisputeDesk {
    private static final String DISPUTES = "/v1/disputes/";

    private static final int MOST = 100;

    private final StripeApi api;

    StripeDesk(StripeApi api) {
        this.api = api;
    }

    @Override
    public Kept<ProviderDispute> find(String dispute) {
        return Replies.kept(api.get(DISPUTES + Form.segment(dispute), new Form()), EventReader::dispute);
    }

    @Override
    public Kept<List<ProviderDispute>> list(String payment) {
        Form query = new Form().put("payment_intent", payment).put("limit", MOST);
        return Replies.kept(
                api.get("/v1/disputes", query),
                page -> page.list("data").stream().map(EventReader::dispute).toList());
    }

    @Override
    public Kept<String> upload(String operation, Document document) {
        Multipart form = new Multipart(document.content())
                .text("purpose", "dispute_evidence")
                .file("file", document.name(), document.type(), document.content());
        return Replies.kept(api.upload("/v1/files", form, operation), file -> file.require("id"));
    }

    @Override
    public Kept<ProviderDispute> contest(String operation, String dispute, Evidence evidence) {
        Form form = new Form();
        evidence.texts().forEach((name, text) -> form.put("evidence[" + name + "]", text));
        evidence.files().forEach((name, file) -> form.put("evidence[" + name + "]", file));
        form.put("submit", "true");
        return Replies.kept(api.post(DISPUTES + Form.segment(dispute), form, operation), EventReader::dispute);
    }

    @Override
    public Kept<ProviderDispute> accept(String operation, String dispute) {
        String path = DISPUTES + Form.segment(dispute) + "/close";
        return Replies.kept(api.post(path, new Form(), operation), EventReader::dispute);
    }
}
