package io.bursar.ledger;

import io.bursar.api.Readiness;
import io.bursar.engine.Ledger;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
final class LedgerReadiness implements Readiness {
    private final Ledger ledger;

    LedgerReadiness(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Optional<String> whyNotReady() {
        return ledger.health().writable()
                ? Optional.empty()
                : Optional.of("The ledger cannot write: its last contact with the database failed.");
    }
}
