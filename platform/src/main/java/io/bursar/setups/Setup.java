package io.bursar.setups;

import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to agree to, with all its tries.
 *
 * @param version grows with each change; whoever changes it names the one that was read
 * @param mandate that came of it; null: none
 * @param ending why there will be no more tries; null: there may be
 * @param tries oldest first
 */
record Setup(
        UUID id,
        int book,
        long version,
        SetupTerms terms,
        String clientSecret,
        @Nullable UUID mandate,
        @Nullable Ending ending,
        Instant createdAt,
        List<SetupTry> tries) {
    static final String PREFIX = "seti";

    Setup {
        tries = List.copyOf(tries);
    }

    /** @param reason of the API's cancellation reasons; null: none was given */
    record Ending(@Nullable String reason, Instant at) {}

    String publicId() {
        return PublicId.of(PREFIX, id);
    }

    Optional<SetupTry> latest() {
        return tries.isEmpty() ? Optional.empty() : Optional.of(tries.getLast());
    }

    Optional<SetupTry> succeeded() {
        return tries.stream().filter(each -> each.state() == TryState.SUCCEEDED).findFirst();
    }

    SetupTry attempt(UUID attempt) {
        return tries.stream()
                .filter(each -> each.id().equals(attempt))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("setup " + id + " has no try " + attempt));
    }

    /** Follows from the tries. */
    SetupState state() {
        if (ending != null) {
            return SetupState.CANCELED;
        }
        if (succeeded().isPresent()) {
            return SetupState.SUCCEEDED;
        }
        TryState last = latest().map(SetupTry::state).orElse(TryState.FAILED);
        return switch (last) {
            case PREPARED, UNKNOWN, PROCESSING -> SetupState.PROCESSING;
            case ACTION_NEEDED -> SetupState.REQUIRES_ACTION;
            case SUCCEEDED, FAILED, UNWANTED, ENDED ->
                terms.method() == null ? SetupState.REQUIRES_PAYMENT_METHOD : SetupState.REQUIRES_CONFIRMATION;
        };
    }

    /** Whether its gateway was to be asked, and certainly never was. */
    boolean isUnsent() {
        return ending == null
                && !tries.isEmpty()
                && tries.stream()
                        .allMatch(each ->
                                each.failure() != null && !each.failure().isSent());
    }

    Setup with(SetupTry changed) {
        List<SetupTry> all = new ArrayList<>(tries);
        all.removeIf(each -> each.id().equals(changed.id()));
        all.add(changed);
        all.sort(java.util.Comparator.comparingInt(SetupTry::ordinal));
        return new Setup(id, book, version, terms, clientSecret, mandate, ending, createdAt, all);
    }

    Setup with(SetupTerms changed) {
        return new Setup(id, book, version, changed, clientSecret, mandate, ending, createdAt, tries);
    }

    Setup giving(UUID newMandate) {
        return new Setup(id, book, version, terms, clientSecret, newMandate, ending, createdAt, tries);
    }

    Setup ended(@Nullable String reason, Instant now) {
        return new Setup(id, book, version, terms, clientSecret, mandate, new Ending(reason, now), createdAt, tries);
    }

    Setup next() {
        return new Setup(id, book, version + 1, terms, clientSecret, mandate, ending, createdAt, tries);
    }
}
