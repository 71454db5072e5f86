package io.bursar.gateways;

import io.bursar.gateways.Vault.Kept;
import java.util.List;
import java.util.function.Supplier;

/** A gateway's desk behind its line. */
final class GuardedDesk implements DisputeDesk {
    private final Gateway gateway;
    private final Line line;

    GuardedDesk(Gateway gateway, Line line) {
        this.gateway = gateway;
        this.line = line;
    }

    @Override
    public Kept<ProviderDispute> find(String dispute) {
        return call("find_dispute", () -> gateway.disputes().find(dispute));
    }

    @Override
    public Kept<List<ProviderDispute>> list(String payment) {
        return call("list_disputes", () -> gateway.disputes().list(payment));
    }

    @Override
    public Kept<String> upload(String operation, Document document) {
        return call("upload", () -> gateway.disputes().upload(operation, document));
    }

    @Override
    public Kept<ProviderDispute> contest(String operation, String dispute, Evidence evidence) {
        return call("contest", () -> gateway.disputes().contest(operation, dispute, evidence));
    }

    @Override
    public Kept<ProviderDispute> accept(String operation, String dispute) {
        return call("accept_dispute", () -> gateway.disputes().accept(operation, dispute));
    }

    private <T> Kept<T> call(String what, Supplier<Kept<T>> work) {
        return GuardedVault.call(line, gateway.name(), what, work);
    }
}
