package io.bursar.engine.doctor;

import static io.bursar.engine.doctor.Damage.At.ACCOUNT;
import static io.bursar.engine.doctor.Damage.At.BATCH;
import static io.bursar.engine.doctor.Damage.At.BOOK;
import static io.bursar.engine.doctor.Damage.At.NEXT_ROW;
import static io.bursar.engine.doctor.Damage.At.ROW;
import static io.bursar.engine.doctor.Damage.detail;
import static io.bursar.engine.doctor.Damage.first;
import static io.bursar.engine.doctor.Damage.inside;
import static io.bursar.engine.doctor.Damage.last;
import static io.bursar.engine.doctor.Damage.row;
import static io.bursar.engine.doctor.Damage.table;

import java.util.List;
import java.util.stream.Stream;

/** Everything that can be broken by hand, on any book that has rows of every kind and a sealed partition. */
final class Damages {
    private static final String KEY_5 = "'\\x0500'::bytea || ";

    private Damages() {}

    static Stream<Damage> all() {
        return Stream.of(
                        order(),
                        rows(),
                        openings(),
                        balances(),
                        rules(),
                        holds(),
                        keys(),
                        CheckpointDamages.chain(),
                        CheckpointDamages.checkpoints(),
                        CheckpointDamages.seals(),
                        CheckpointDamages.days(),
                        CheckpointDamages.search())
                .flatMap(List::stream);
    }

    private static List<Damage> order() {
        return List.of(
                table(
                        Check.POSITIONS,
                        NEXT_ROW,
                        "a row is deleted",
                        "DELETE FROM ledger.log WHERE seq = (" + inside("kind = 1") + ") RETURNING seq"),
                table(
                        Check.POSITIONS,
                        ROW,
                        "a row is there twice",
                        "INSERT INTO ledger.log SELECT * FROM ledger.log WHERE seq = (" + inside("kind = 1")
                                + ") RETURNING seq"),
                table(Check.POSITIONS, BATCH, "the last row is deleted", """
                        WITH gone AS (
                            DELETE FROM ledger.log WHERE seq = (SELECT max(seq) FROM ledger.log) RETURNING seq)
                        SELECT max(number) FROM ledger.batch, gone"""),
                table(
                        Check.BATCHES,
                        BATCH,
                        "a batch is deleted",
                        "DELETE FROM ledger.batch WHERE number = 3 RETURNING number + 1"),
                table(Check.BATCHES, BATCH, "a batch ends too early", """
                        UPDATE ledger.batch SET last_seq = last_seq - 1
                        WHERE number = (SELECT min(number) FROM ledger.batch WHERE last_seq > first_seq)
                        RETURNING number + 1"""),
                table(Check.BATCHES, ROW, "the last batch is deleted", """
                        DELETE FROM ledger.batch WHERE number = (SELECT max(number) FROM ledger.batch)
                        RETURNING first_seq"""),
                table(
                        Check.TIMES,
                        BATCH,
                        "time runs backwards",
                        "UPDATE ledger.batch SET at = at - interval '9 days' WHERE number = 3 RETURNING number"));
    }

    private static List<Damage> rows() {
        return List.of(
                row(Check.ROW_FORM, "an amount is missing", "amount = NULL", inside("kind = 1")),
                row(Check.ROW_FORM, "an amount is negative", "amount = -amount", inside("kind = 1")),
                row(Check.ROW_FORM, "an account is on both sides", "credit = debit", inside("kind = 1")),
                row(Check.ROW_FORM, "a second leg has a detail", "detail = '{}'", inside("kind = 1 AND leg = 1")),
                row(Check.ROW_FORM, "a kind that is none", "kind = 9", inside("kind = 1")),
                row(Check.ROW_FORM, "a chart that moves money", "amount = 1", first("kind = 20")),
                row(Check.ROW_FORM, "a status without an account", "debit = NULL", last("kind = 18")),
                row(Check.DETAIL, "a detail is cut off", "detail = left(detail, -3)", last("kind = 19")),
                row(Check.DETAIL, "a detail is no object", "detail = '[]'", last("kind = 19")),
                detail(
                        Check.DETAIL,
                        "a field of another kind",
                        "taken",
                        "[1]",
                        last("kind = 4 AND detail LIKE '%expires%'")),
                detail(Check.DETAIL, "a status that is none", "status", "\"asleep\"", last("kind = 18")),
                row(Check.LEGS, "a leg is misnumbered", "leg = 5", inside("kind = 1 AND leg = 1")),
                row(Check.LEGS, "a leg is of another kind", "kind = 4", inside("kind = 1 AND leg = 1")),
                row(Check.LEGS, "an account opens in the middle of a command", "leg = 1", first("kind = 16")));
    }

    private static List<Damage> openings() {
        return List.of(
                detail(
                        Check.OPENINGS,
                        "an account of another kind than its pattern",
                        "kind",
                        "\"equity\"",
                        last("kind = 16")),
                detail(
                        Check.OPENINGS,
                        "an account with another floor than its pattern",
                        "floor",
                        "-7",
                        last("kind = 16")),
                detail(
                        Check.OPENINGS,
                        "an account that no pattern matches",
                        "path",
                        "\"no/such/pattern/at/all\"",
                        last("kind = 16")),
                detail(Check.OPENINGS, "a path that is none", "path", "\"users//wallet\"", last("kind = 16")),
                detail(
                        Check.OPENINGS,
                        "a currency that the chart forbids",
                        "currency",
                        "\"acorns\"",
                        last("kind = 16")),
                row(Check.OPENINGS, "a number is left out", "debit = debit + 1", last("kind = 16")),
                table(Check.OPENINGS, ACCOUNT, "two accounts of one name", """
                        WITH liabilities AS (
                            SELECT seq, debit, detail FROM ledger.log
                            WHERE kind = 16 AND detail LIKE '%wallet%' ORDER BY seq LIMIT 2)
                        UPDATE ledger.log SET detail = (SELECT detail FROM liabilities ORDER BY seq LIMIT 1)
                        WHERE seq = (SELECT max(seq) FROM liabilities)
                        RETURNING debit"""),
                row(Check.ACCOUNTS, "an account that was never opened", "debit = 999999", inside("kind = 1")),
                row(Check.ACCOUNTS, "limits of an account that was never opened", "debit = 999999", last("kind = 17")),
                table(Check.CURRENCY, ROW, "a row between two currencies", """
                        WITH opened AS (
                            UPDATE ledger.log SET detail = jsonb_set(detail::jsonb, '{currency}', '"usd"')::text
                            WHERE kind = 16 AND detail LIKE '%wallet%"inr"%' RETURNING debit)
                        SELECT min(l.seq) FROM ledger.log l
                        WHERE l.kind < 16 AND (l.debit IN (TABLE opened)) <> (l.credit IN (TABLE opened))"""));
    }

    private static List<Damage> balances() {
        return List.of(
                row(Check.POSTED, "a debited balance", "debit_balance = debit_balance + 1", inside("kind = 1")),
                row(Check.POSTED, "a credited balance", "credit_balance = credit_balance - 1", inside("kind = 3")),
                row(Check.POSTED, "an amount", "amount = amount + 1", inside("kind = 1")),
                row(
                        Check.POSTED,
                        "a transfer goes to another account",
                        "credit = (SELECT debit FROM ledger.log WHERE kind = 16 AND detail LIKE '%fees%')",
                        inside("kind = 1 AND leg = 0")),
                row(Check.HELD, "a held balance", "credit_balance = credit_balance + 1", inside("kind = 4")),
                row(Check.HELD, "a freed amount", "amount = amount + 1", last("kind = 7")),
                row(Check.CHAIN, "a debited account's chain", "debit_prev = debit_prev - 1", inside("kind = 1")),
                row(Check.CHAIN, "a credited account's chain", "credit_prev = 0", inside("kind = 5")),
                row(
                        Check.RANGE,
                        "a balance that JSON cannot carry",
                        "debit_balance = 9007199254740992",
                        inside("kind = 1 AND leg = 0")),
                table(Check.SUMS, BOOK, "a currency that does not sum to zero", """
                        WITH last AS (
                            SELECT max(seq) AS seq FROM ledger.log WHERE kind = 1)
                        UPDATE ledger.log l SET debit_balance = debit_balance + 1000 FROM last
                        WHERE l.seq = last.seq RETURNING l.seq >> 44"""));
    }

    private static List<Damage> rules() {
        String fact = last("kind = 1 AND leg = 0 AND detail LIKE '%\"fact\":true%'");
        return List.of(
                row(Check.LIMITS, "a fact that is no fact any more", "detail = NULL", fact),
                detail(Check.LIMITS, "a floor that did not hold", "floor", "900000000000", last("kind = 17")),
                table(Check.STATUS, ROW, "a transfer from a closed account", """
                        UPDATE ledger.log SET detail = '{"status":"frozen"}', debit =
                            (SELECT debit FROM ledger.log WHERE kind = 1 AND leg = 0 ORDER BY seq DESC LIMIT 1)
                        WHERE seq = (SELECT max(seq) FROM ledger.log WHERE kind = 18)
                        RETURNING (SELECT min(c.seq) FROM ledger.log c WHERE c.kind = 1 AND c.leg = 0
                            AND c.seq > log.seq AND (SELECT debit FROM ledger.log WHERE kind = 1 AND leg = 0
                                ORDER BY seq DESC LIMIT 1) IN (c.debit, c.credit))"""),
                detail(
                        Check.STATUS,
                        "an account that was closed with a balance",
                        "status",
                        "\"closed\"",
                        first("kind = 18")),
                row(
                        Check.PERIOD,
                        "a transfer that counts in a closed period",
                        "effective_at = '1999-12-31 00:00Z'",
                        last("kind = 1 AND leg = 0")),
                row(
                        Check.EFFECTIVE_TIME,
                        "a transfer before 1970",
                        "effective_at = '1969-12-31 00:00Z'",
                        last("kind = 1 AND leg = 0")),
                row(
                        Check.EFFECTIVE_TIME,
                        "a transfer in the far future",
                        "effective_at = '2999-12-31 00:00Z'",
                        last("kind = 1 AND leg = 0")),
                row(
                        Check.EFFECTIVE_TIME,
                        "legs that count at different times",
                        "effective_at = '2026-01-04 00:00Z'",
                        inside("kind = 1 AND leg = 1")),
                table(Check.PERIOD, ROW, "the future is closed", """
                        UPDATE ledger.log SET detail = '{"before":99999999999999999}'
                        WHERE seq = (SELECT max(seq) FROM ledger.log WHERE kind = 21) RETURNING seq"""),
                table(Check.PERIOD, ROW, "a close says that it reopens", """
                        UPDATE ledger.log SET detail = (detail::jsonb || '{"reopens":true}')::text
                        WHERE seq = (SELECT max(seq) FROM ledger.log WHERE kind = 21) RETURNING seq"""),
                detail(
                        Check.UP_TO,
                        "a leg asked for less than it took",
                        "asked,legs[0].amount",
                        "\"1\"",
                        last("kind = 1 AND detail LIKE '%up_to%'")),
                detail(
                        Check.UP_TO,
                        "legs are kept that were exact",
                        "asked,legs[0].extent",
                        "\"exact\"",
                        last("kind = 1 AND detail LIKE '%up_to%' AND detail NOT LIKE '%legs[1]%'")));
    }

    private static List<Damage> holds() {
        String partial = last("kind = 2 AND detail LIKE '%taken%'");
        return List.of(
                detail(Check.HOLDS, "a capture says it took less", "taken,0", "1", first("kind = 5 AND leg = 0")),
                detail(Check.HOLDS, "a capture names no hold", "target", "17", last("kind = 5 AND leg = 0")),
                row(
                        Check.HOLDS,
                        "a capture ends its hold",
                        "detail = left(detail, -1) || ',\"final\":true}'",
                        first("kind = 5 AND leg = 0 AND detail NOT LIKE '%final%'")),
                table(Check.HOLDS, ROW, "a release of a hold that was released", """
                        UPDATE ledger.log SET detail = jsonb_set(detail::jsonb, '{target}',
                            (SELECT (x.detail::jsonb) -> 'target' FROM ledger.log x WHERE x.kind = 7 AND x.leg = 0
                                ORDER BY seq DESC LIMIT 1))::text
                        WHERE seq = (SELECT max(seq) FROM ledger.log WHERE kind = 6 AND leg = 0)
                        RETURNING (SELECT max(seq) FROM ledger.log WHERE kind IN (6, 7) AND leg = 0)"""),
                row(
                        Check.HOLDS,
                        "a release frees another leg's account",
                        "debit = (SELECT debit FROM ledger.log WHERE kind = 16 AND detail LIKE '%world%')",
                        last("kind = 6")),
                detail(Check.SHARES, "shares go backwards", "shares", "1", last("kind = 5 AND detail LIKE '%shares%'")),
                detail(
                        Check.SHARES,
                        "a share that comes to something else",
                        "shares",
                        "999999",
                        last("kind = 5 AND detail LIKE '%shares%'")),
                table(Check.EXPIRY, ROW, "a hold expires before its time", """
                        WITH expired AS (
                            SELECT seq, (detail::jsonb ->> 'target')::int8 AS hold FROM ledger.log
                            WHERE kind = 7 AND leg = 0 ORDER BY seq DESC LIMIT 1)
                        UPDATE ledger.log l
                        SET detail = jsonb_set(l.detail::jsonb, '{expires}', '4102444800000000')::text
                        FROM expired WHERE l.seq = expired.hold RETURNING expired.seq"""),
                detail(
                        Check.EXPIRY,
                        "a hold that was due when it was made",
                        "expires",
                        "1000",
                        last("kind = 4 AND detail LIKE '%expires%'")),
                detail(Check.REVERSALS, "a reversal of more than was booked", "taken,0", "900000000000000", partial),
                detail(Check.REVERSALS, "a reversal of nothing", "target", "18", partial),
                row(
                        Check.REVERSALS,
                        "a reversal that is no mirror",
                        "credit = (SELECT debit FROM ledger.log WHERE kind = 16 AND detail LIKE '%fees%')",
                        partial));
    }

    private static List<Damage> keys() {
        String keyed = inside("kind = 1 AND key IS NOT NULL");
        return List.of(
                row(Check.KEY_FORM, "a key without a body", "body_hash = NULL", keyed),
                row(
                        Check.KEY_FORM,
                        "a caller with a padded number",
                        "key = '\\x858000'::bytea || substr(key, 3)",
                        keyed),
                row(
                        Check.KEY_FORM,
                        "a UUID that is written out",
                        "key = " + KEY_5 + "convert_to('123e4567-e89b-12d3-a456-426614174000', 'UTF8')",
                        keyed),
                row(Check.KEY_FORM, "a key that is no UTF-8", "key = " + KEY_5 + "'\\xff'::bytea", keyed),
                row(Check.KEY_FORM, "a key with a control character", "key = " + KEY_5 + "'\\x41420a'::bytea", keyed),
                row(Check.KEY_FORM, "a key of a form that is none", "key = '\\x050241'", keyed),
                row(
                        Check.KEYS,
                        "a key of an earlier partition",
                        "key = (SELECT key FROM ledger.log WHERE key IS NOT NULL ORDER BY seq LIMIT 1)",
                        keyed),
                row(Check.KEYS, "a key of the same partition", """
                        key = (SELECT key FROM ledger.log WHERE key IS NOT NULL AND kind = 1
                            AND seq > (SELECT max(last_seq) FROM ledger.seal) ORDER BY seq LIMIT 1)""", keyed),
                row(Check.REJECTIONS, "a rejection without a key", "key = NULL", last("kind = 32")),
                detail(
                        Check.REJECTIONS,
                        "a rejection that is never recorded",
                        "outcome",
                        "\"malformed\"",
                        last("kind = 32")),
                row(
                        Check.REJECTIONS,
                        "a rejection without its body",
                        "detail = (detail::jsonb - 'body')::text",
                        last("kind = 32")),
                row(
                        Check.REJECTIONS,
                        "a rejection without its fields",
                        "detail = (detail::jsonb - 'path' - 'target' - 'before')::text",
                        last("kind = 32")));
    }
}
