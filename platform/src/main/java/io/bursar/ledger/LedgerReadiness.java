package io.bursar.ledger;

import io.bursar.api.Readiness;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
final class LedgerReadiness implements Readiness {
    private final OpenBooks books;

    LedgerReadiness(OpenBooks books) {
        this.books = books;
    }

    @Override
    public Optional<String> whyNotReady() {
        return books.ledgers().stream().allMatch(ledger -> ledger.health().writable())
                ? Optional.empty()
                : Optional.of("The ledger cannot write: its last contact with the database failed.");
    }
}
