package io.bursar.payments.decide;

import io.bursar.gateways.Decline;
import io.bursar.money.Money;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to pay, with all its tries.
 *
 * @param version grows with each change; whoever changes it names the one that was read
 * @param ending why there will be no more tries; null: there may be
 * @param attempts oldest first
 */
public record Payment(
        UUID id,
        int book,
        long version,
        Money amount,
        IntentTerms terms,
        String clientSecret,
        @Nullable Ending ending,
        Instant createdAt,
        List<Attempt> attempts) {
    public static final String PREFIX = "pi";

    public Payment {
        attempts = List.copyOf(attempts);
    }

    /** @param reason of the API's cancellation reasons; null: none was given */
    public record Ending(@Nullable String reason, Instant at) {}

    public String publicId() {
        return PublicId.of(PREFIX, id);
    }

    /** The try that counts: the one with money in it, else the last; none whose money nobody wants. */
    public Optional<Attempt> current() {
        List<Attempt> wanted =
                attempts.stream().filter(each -> !each.details().isSurplus()).toList();
        return wanted.stream()
                .filter(Attempt::hasMoney)
                .findFirst()
                .or(() -> wanted.isEmpty() ? Optional.empty() : Optional.of(wanted.getLast()));
    }

    /**
     * Whether money that an attempt brings is for nothing: the payment is over, or was paid by another, or is about
     * another amount by now.
     */
    boolean isUnwanted(Attempt attempt) {
        boolean isPaid = current()
                .filter(each -> each.hasMoney() && !each.id().equals(attempt.id()))
                .isPresent();
        Money asked = new Money(attempt.authorisation().amount(), attempt.currency());
        return ending != null || isPaid || !asked.equals(amount);
    }

    public Attempt attempt(UUID attempt) {
        return attempts.stream()
                .filter(each -> each.id().equals(attempt))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("payment " + id + " has no attempt " + attempt));
    }

    /** Follows from the attempts. */
    public IntentState state() {
        if (ending != null) {
            return IntentState.CANCELED;
        }
        return current().map(this::state).orElseGet(this::untried);
    }

    private IntentState state(Attempt attempt) {
        return switch (attempt.state()) {
            case PREPARED, PROCESSING -> IntentState.PROCESSING;
            case ACTION_NEEDED -> IntentState.REQUIRES_ACTION;
            case AUTHORISED -> isUnderWay(attempt) ? IntentState.PROCESSING : IntentState.REQUIRES_CAPTURE;
            case CAPTURED -> IntentState.SUCCEEDED;
            // Given back at the gateway's word, or ours, without an ending: there may be another try.
            case RELEASED, FAILED -> untried();
        };
    }

    /** What is reserved is being captured, let go or increased, or nobody knows whether it was: one at a time. */
    private static boolean isUnderWay(Attempt attempt) {
        return attempt.operations().stream()
                .filter(each -> !each.is(Operation.Kind.REFUND))
                .anyMatch(each -> each.state() instanceof OperationState.Unknown
                        || each.state() instanceof OperationState.Prepared);
    }

    private IntentState untried() {
        boolean isTried = terms.method() != null
                && attempts.stream()
                        .anyMatch(each -> terms.method().equals(each.details().method()));
        return terms.method() == null || isTried
                ? IntentState.REQUIRES_PAYMENT_METHOD
                : IntentState.REQUIRES_CONFIRMATION;
    }

    /** Whether it is proven that no gateway has been asked yet, so that whoever asks first asks once. */
    public boolean isUnsent() {
        return ending == null && attempts.stream().allMatch(Attempt::isUnsent);
    }

    /** Why the last try failed; empty: it did not. */
    public Optional<Decline> lastDecline() {
        return current()
                .filter(each -> each.state() == AttemptState.FAILED)
                .flatMap(each -> Optional.ofNullable(each.details().decline()));
    }

    public Payment with(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        int at = 0;
        while (at < all.size() && !all.get(at).id().equals(attempt.id())) {
            at++;
        }
        if (at < all.size()) {
            all.set(at, attempt);
        } else {
            all.add(attempt);
        }
        return new Payment(id, book, version, amount, terms, clientSecret, ending, createdAt, all);
    }

    public Payment with(IntentTerms newTerms) {
        return new Payment(id, book, version, amount, newTerms, clientSecret, ending, createdAt, attempts);
    }

    public Payment of(Money newAmount) {
        return new Payment(id, book, version, newAmount, terms, clientSecret, ending, createdAt, attempts);
    }

    public Payment ended(@Nullable String reason, Instant at) {
        return new Payment(id, book, version, amount, terms, clientSecret, new Ending(reason, at), createdAt, attempts);
    }

    public Payment next() {
        return new Payment(id, book, version + 1, amount, terms, clientSecret, ending, createdAt, attempts);
    }
}
