package io.bursar.ledger.grpc;

import bursar.ledger.v1.Wire;
import com.google.protobuf.Timestamp;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.ledger.Ids;
import io.bursar.money.Currency;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads commands. What is merely out of range is left to the engine, which names it. */
final class Commands {
    private static final int MICROS = 1_000;

    private final Caller caller;

    Commands(Caller caller) {
        this.caller = caller;
    }

    /** @throws ProblemException naming the field */
    Command read(Wire.Command sent) {
        Terms terms = terms(sent);
        return switch (sent.getBodyCase()) {
            case TRANSACTION -> {
                caller.require(Right.TRANSACTIONS_WRITE);
                yield new Command.Transact(legs(sent.getTransaction().getLegsList()), terms);
            }
            case REVERSE -> {
                caller.require(Right.TRANSACTIONS_WRITE);
                Wire.Reverse reverse = sent.getReverse();
                yield new Command.Reverse(
                        Ids.transaction(reverse.getTransaction(), caller), part(reverse.getAmountsList()), terms);
            }
            case HOLD -> {
                caller.require(Right.HOLDS_WRITE);
                Wire.NewHold hold = sent.getHold();
                Instant expiresAt = hold.hasExpiresAt() ? time(hold.getExpiresAt(), "expires_at") : null;
                yield new Command.Hold(legs(hold.getLegsList()), expiresAt, terms);
            }
            case CAPTURE -> {
                caller.require(Right.HOLDS_WRITE);
                yield capture(sent.getCapture(), terms);
            }
            case RELEASE -> {
                caller.require(Right.HOLDS_WRITE);
                if (sent.hasEffectiveAt() || sent.getFact()) {
                    throw problem(
                            ErrorCode.PARAMETER_UNSUPPORTED,
                            "A release has no effective time and is no fact.",
                            sent.getFact() ? "fact" : "effective_at");
                }
                yield new Command.Release(Ids.hold(sent.getRelease().getHold(), caller), terms);
            }
            case BODY_NOT_SET ->
                throw problem(
                        ErrorCode.PARAMETER_MISSING,
                        "A command is a transaction, hold, capture, release or reverse.",
                        "body");
        };
    }

    private Command capture(Wire.Capture capture, Terms terms) {
        long hold = Ids.hold(capture.getHold(), caller);
        Command.Part part = part(capture.getAmountsList());
        if (capture.getShareMillionths() != 0) {
            if (capture.getAmountsCount() > 0) {
                throw problem(
                        ErrorCode.PARAMETER_INVALID, "Send amounts or share_millionths, not both.", "share_millionths");
            }
            part = new Command.Part.Share(capture.getShareMillionths());
        }
        Command.Completion completion =
                capture.getReleaseRest() ? Command.Completion.RELEASE_REST : Command.Completion.KEEP_REST;
        return new Command.Capture(hold, part, completion, terms);
    }

    private static Command.Part part(List<Long> amounts) {
        return amounts.isEmpty() ? new Command.Part.All() : new Command.Part.Amounts(amounts);
    }

    private Terms terms(Wire.Command sent) {
        String key = sent.getIdempotencyKey();
        if (key.isEmpty()) {
            throw problem(
                    ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
                    "A command moves money: send an idempotency_key, one for each intended effect.",
                    "idempotency_key");
        }
        Terms terms = Terms.keyed(Key.external(caller.number(), Fields.admit(key, "idempotency_key")));
        if (!sent.getReference().isEmpty()) {
            terms = terms.withReference(Fields.admit(sent.getReference(), "reference"));
        }
        if (sent.getMetadataCount() > 0) {
            terms = terms.withMetadata(metadata(sent.getMetadataMap()));
        }
        if (sent.hasEffectiveAt()) {
            terms = terms.withEffectiveAt(time(sent.getEffectiveAt(), "effective_at"));
        }
        if (sent.getFact()) {
            caller.require(Right.LEDGER_FACT);
            terms = terms.asFact();
        }
        return terms;
    }

    private static Map<String, String> metadata(Map<String, String> sent) {
        sent.forEach((name, value) -> {
            Fields.admit(name, "metadata");
            Fields.admit(value, "metadata[" + name + "]");
        });
        return sent;
    }

    private static List<Leg> legs(List<Wire.Leg> sent) {
        List<Leg> legs = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            legs.add(leg(sent.get(i), i));
        }
        return legs;
    }

    private static Leg leg(Wire.Leg leg, int index) {
        if (!Currency.isWellFormed(leg.getCurrency())) {
            throw problem(
                    ErrorCode.PARAMETER_INVALID,
                    "A currency is a lower-case code such as inr, or a unit of your own of 3 to 12 of a-z 0-9.",
                    "legs[" + index + "][currency]");
        }
        return new Leg(
                path(leg.getDebit(), index, "debit"),
                path(leg.getCredit(), index, "credit"),
                leg.getAmount(),
                Currency.of(leg.getCurrency()),
                leg.getUpTo() ? Leg.Extent.UP_TO : Leg.Extent.EXACT,
                rest(leg, index));
    }

    private static @Nullable String rest(Wire.Leg leg, int index) {
        return leg.getRest().isEmpty() ? null : path(leg.getRest(), index, "rest");
    }

    private static String path(String path, int index, String field) {
        return Fields.isPlain(path) ? path : Fields.admit(path, "legs[" + index + "][" + field + "]");
    }

    /** A time of whole microseconds. */
    static Instant time(Timestamp sent, String param) {
        try {
            boolean isWhole = sent.getNanos() >= 0 && sent.getNanos() % MICROS == 0;
            if (!isWhole) {
                throw problem(ErrorCode.PARAMETER_INVALID, "Times are whole microseconds.", param);
            }
            return Instant.ofEpochSecond(sent.getSeconds(), sent.getNanos());
        } catch (DateTimeException outOfRange) {
            throw problem(ErrorCode.PARAMETER_INVALID, "The time is out of range.", param);
        }
    }

    private static ProblemException problem(ErrorCode code, String message, String param) {
        return Problem.of(code, message, param).asException();
    }
}
