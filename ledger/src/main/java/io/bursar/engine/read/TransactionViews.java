package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HoldView;
import io.bursar.engine.Terms;
import io.bursar.engine.TransactionView;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.StoredCommand;
import io.bursar.engine.state.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Makes views of rows. */
final class TransactionViews {
    private TransactionViews() {}

    static TransactionView of(FoundCommand found, IntFunction<AccountRef> names, IntFunction<AccountKind> kinds) {
        LogMemory rows = found.rows();
        long first = found.first();
        long recordedAt = found.recordedAt();
        StoredCommand command = new StoredCommand(rows, names);
        long end = command.end(first);
        List<TransactionView.LegView> legs = new ArrayList<>();
        EntryKind kind = EntryKind.of(rows.kind(first));
        for (long row = first; row < end; row++) {
            EntryKind rowKind = EntryKind.of(rows.kind(row));
            boolean freed = kind == EntryKind.CAPTURE_FREED && rowKind != EntryKind.CAPTURE;
            if (!freed) {
                legs.add(leg(rows, row, names, kinds));
            }
        }
        Map<String, Object> detail = Json.parse(rows.detail(first));
        byte[] key = rows.key(first);
        long own = rows.effectiveAt(first);
        Object expires = detail.get("expires");
        return new TransactionView(
                rows.seq(first),
                kind == EntryKind.CAPTURE_FREED ? EntryKind.CAPTURE : kind,
                legs,
                Micros.toInstant(recordedAt),
                Micros.toInstant(own == LogMemory.NO_TIME ? recordedAt : own),
                key == null ? null : KeyCodec.decode(key),
                (String) detail.get("ref"),
                StoredCommand.strings(detail.get("meta")),
                detail.containsKey("fact") ? Terms.Right.FACT : Terms.Right.ORDINARY,
                (Long) detail.get("target"),
                expires == null ? null : Micros.toInstant((Long) expires),
                (String) detail.get("subject"),
                (Long) detail.get("version"));
    }

    private static TransactionView.LegView leg(
            LogMemory rows, long row, IntFunction<AccountRef> names, IntFunction<AccountKind> kinds) {
        boolean posts = EntryKind.of(rows.kind(row)).posts();
        long debit = rows.debitBalance(row);
        long credit = rows.creditBalance(row);
        return new TransactionView.LegView(
                rows.seq(row),
                names.apply(rows.debit(row)),
                names.apply(rows.credit(row)),
                rows.amount(row),
                posts ? kinds.apply(rows.debit(row)).normal(debit) : debit,
                posts ? kinds.apply(rows.credit(row)).normal(credit) : credit);
    }

    static HoldView hold(TransactionView hold, Claim claim) {
        List<HoldView.HeldLeg> legs = new ArrayList<>();
        for (int i = 0; i < claim.legs(); i++) {
            TransactionView.LegView leg = hold.legs().get(i);
            legs.add(new HoldView.HeldLeg(
                    leg.debit(), leg.credit(), leg.amount(), claim.taken()[i], claim.remaining(i)));
        }
        return new HoldView(
                hold.id(),
                HoldView.Status.values()[claim.state().ordinal()],
                legs,
                hold.expiresAt(),
                hold.recordedAt(),
                hold.key(),
                hold.reference(),
                hold.metadata());
    }
}
