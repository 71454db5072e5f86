package io.bursar.gateways;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Vault.Kept;

/** Refuses everything. */
final class NoDesk implements DisputeDesk {
    @Override
    public Kept<ProviderDispute> find(String dispute) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<String> upload(String operation, Document document) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<ProviderDispute> contest(String operation, String dispute, Evidence evidence) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<ProviderDispute> accept(String operation, String dispute) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }
}
