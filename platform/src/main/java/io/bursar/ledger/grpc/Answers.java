package io.bursar.ledger.grpc;

import bursar.ledger.v1.Wire;
import com.google.protobuf.Timestamp;
import io.bursar.api.Problem;
import io.bursar.engine.AccountView;
import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.Terms;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.Ids;
import io.bursar.ledger.Result;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ledger's objects as messages. */
final class Answers {
    private Answers() {}

    static Wire.Outcome outcome(Command command, Result result) {
        return switch (result) {
            case Result.Booked booked ->
                Wire.Outcome.newBuilder()
                        .setId(command instanceof Command.Hold ? Ids.hold(booked.id()) : Ids.transaction(booked.id()))
                        .setReplayed(result.isReplay())
                        .build();
            case Result.Refused refused ->
                Wire.Outcome.newBuilder()
                        .setError(error(refused.problem()))
                        .setReplayed(result.isReplay())
                        .build();
        };
    }

    /** What would be booked has no id yet; what was booked under the key before has its own. */
    static Wire.Outcome foreseen(Command command, DryRun dryRun) {
        Wire.Outcome told = outcome(command, Result.of(dryRun.outcome()));
        return dryRun instanceof DryRun.Booking booking
                ? told.toBuilder()
                        .clearId()
                        .setForeseen(transaction(booking.view()))
                        .build()
                : told;
    }

    static Wire.Outcome refused(Problem problem) {
        return Wire.Outcome.newBuilder().setError(error(problem)).build();
    }

    private static Wire.Error error(Problem problem) {
        Wire.Error.Builder error = Wire.Error.newBuilder()
                .setCode(problem.code().text())
                .setStatus(problem.status())
                .setMessage(problem.message())
                .setParam(param(problem));
        problem.details().forEach((name, value) -> error.putDetails(name, value.toString()));
        return error.build();
    }

    /** REST has the key in a header. */
    private static String param(Problem problem) {
        String param = text(problem.param());
        return param.equals("Idempotency-Key") ? "idempotency_key" : param;
    }

    static Wire.Account account(AccountView view) {
        Wire.Account.Builder account = Wire.Account.newBuilder()
                .setId(Ids.account(view.id()))
                .setPath(view.ref().path())
                .setCurrency(view.ref().currency().code())
                .setKind(lower(view.kind()))
                .setStatus(lower(view.status()))
                .setPosted(view.posted())
                .setHeldOut(view.heldOut())
                .setHeldIn(view.heldIn());
        Long available = view.available();
        if (available != null) {
            account.setAvailable(available);
        }
        Long floor = view.floor();
        if (floor != null) {
            account.setFloor(floor);
        }
        Long ceiling = view.ceiling();
        if (ceiling != null) {
            account.setCeiling(ceiling);
        }
        return account.build();
    }

    static Wire.Transaction transaction(TransactionView view) {
        Wire.Transaction.Builder transaction = Wire.Transaction.newBuilder()
                .setId(view.id() == 0 ? "" : Ids.transaction(view.id()))
                .setType(lower(view.kind()))
                .setTarget(target(view))
                .setFact(view.right() == Terms.Right.FACT)
                .setRecordedAt(time(view.recordedAt()))
                .setEffectiveAt(time(view.effectiveAt()))
                .setIdempotencyKey(key(view.key()))
                .setReference(text(view.reference()))
                .putAllMetadata(view.metadata());
        for (TransactionView.LegView leg : view.legs()) {
            transaction.addLegs(Wire.BookedLeg.newBuilder()
                    .setDebit(leg.debit().path())
                    .setCredit(leg.credit().path())
                    .setCurrency(leg.debit().currency().code())
                    .setAmount(leg.amount())
                    .setDebitBalance(leg.debitBalance())
                    .setCreditBalance(leg.creditBalance()));
        }
        return transaction.build();
    }

    private static String target(TransactionView view) {
        Long target = view.target();
        if (target == null) {
            return "";
        }
        return view.kind() == EntryKind.REVERSAL ? Ids.transaction(target) : Ids.hold(target);
    }

    static Wire.Hold hold(HoldView view) {
        Wire.Hold.Builder hold = Wire.Hold.newBuilder()
                .setId(Ids.hold(view.id()))
                .setStatus(lower(view.status()))
                .setRecordedAt(time(view.recordedAt()))
                .setIdempotencyKey(key(view.key()))
                .setReference(text(view.reference()))
                .putAllMetadata(view.metadata());
        Instant expiresAt = view.expiresAt();
        if (expiresAt != null) {
            hold.setExpiresAt(time(expiresAt));
        }
        for (HoldView.HeldLeg leg : view.legs()) {
            hold.addLegs(Wire.HeldLeg.newBuilder()
                    .setDebit(leg.debit().path())
                    .setCredit(leg.credit().path())
                    .setCurrency(leg.debit().currency().code())
                    .setAmount(leg.amount())
                    .setCaptured(leg.captured())
                    .setReleased(leg.released())
                    .setRemaining(leg.remaining()));
        }
        return hold.build();
    }

    static Wire.Entry entry(HistoryEntry entry) {
        return Wire.Entry.newBuilder()
                .setId(Ids.entry(entry.seq(), entry.side()))
                .setType(lower(entry.kind()))
                .setTransaction(Ids.command(entry.transaction(), entry.kind()))
                .setChange(entry.change())
                .setBalance(entry.balance())
                .setCounterparty(entry.counterparty().path())
                .setRecordedAt(time(entry.recordedAt()))
                .setEffectiveAt(time(entry.effectiveAt()))
                .setReference(text(entry.reference()))
                .build();
    }

    /** Only keys that were chosen outside are shown. */
    private static String key(@Nullable Key key) {
        return key != null && key.origin() == Key.Origin.EXTERNAL ? key.text() : "";
    }

    static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
