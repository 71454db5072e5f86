package io.bursar.engine.doctor;

import static io.bursar.engine.doctor.Damage.At.ACCOUNT;
import static io.bursar.engine.doctor.Damage.At.BATCH;
import static io.bursar.engine.doctor.Damage.At.BOOK;
import static io.bursar.engine.doctor.Damage.At.CLAIM;
import static io.bursar.engine.doctor.Damage.At.PARTITION;
import static io.bursar.engine.doctor.Damage.At.ROW;
import static io.bursar.engine.doctor.Damage.table;

import java.util.List;

/** What can be broken in checkpoints, seals and indexes. */
final class CheckpointDamages {
    private CheckpointDamages() {}

    static List<Damage> checkpoints() {
        return List.of(
                account("a balance", "balance = balance + 1"),
                account("the last row", "last_row = last_row - 1"),
                account("what is held", "held_debit = held_debit + 1"),
                account("the other side", "held_credit = held_credit + 1"),
                account("a floor", "floor = -123"),
                account("a ceiling", "ceiling = 123"),
                account("a path", "path = path || 'x'"),
                account("a currency", "currency = 'xau'"),
                account("a kind", "kind = (kind + 1) % 3 + 1"),
                account("a status", "status = 2 - status"),
                account("metadata", "metadata = '{\"forged\":\"yes\"}'"),
                account("an opening", "opened_seq = opened_seq + 1"),
                account("a position before the account's opening", "seq = opened_seq - 1"),
                account("a position in the future", "seq = seq + 1000000"),
                table(
                        Check.ACCOUNT_CHECKPOINTS,
                        ACCOUNT,
                        "an account is missing",
                        "DELETE FROM ledger.account WHERE number = 2 RETURNING number"),
                table(Check.ACCOUNT_CHECKPOINTS, ACCOUNT, "an account is made up", """
                        INSERT INTO ledger.account
                        SELECT book, 999999, seq, opened_seq, last_row, balance, 0, 0, floor, ceiling,
                            kind, status, currency, 'made/up', metadata FROM ledger.account WHERE number = 2
                        RETURNING number"""),
                claim("a state", "state = state % 4 + 1"),
                claim("a share", "shares = shares + 1"),
                claim("an expiry", "expires_at = '2031-01-01'"),
                claim("an amount", "taken[1] = taken[1] + 1"),
                claim("a kind", "kind = 3 - kind"),
                claim("a position in the future", "seq = seq + 1000000"),
                table(
                        Check.CLAIM_CHECKPOINTS,
                        CLAIM,
                        "a claim is missing",
                        "DELETE FROM ledger.claim"
                                + " WHERE target = (SELECT min(target) FROM ledger.claim) RETURNING target"),
                table(Check.CLAIM_CHECKPOINTS, CLAIM, "a claim is made up", """
                        INSERT INTO ledger.claim SELECT target + 1, seq, NULL, 0, 1, 1, '{1}' FROM ledger.claim
                        ORDER BY target LIMIT 1 RETURNING target"""),
                setting("the number of accounts", "accounts = accounts + 1"),
                setting("the closed period", "closed_until = '2001-01-01'"),
                setting("the chart", "chart = replace(chart, 'fees', 'fee')"),
                setting("a chart that is no JSON", "chart = '{'"),
                setting("a position in the future", "seq = seq + 1000000"),
                table(
                        Check.SETTING_CHECKPOINT,
                        BOOK,
                        "the settings are missing",
                        "DELETE FROM ledger.setting RETURNING book"));
    }

    private static Damage account(String what, String set) {
        return table(
                Check.ACCOUNT_CHECKPOINTS,
                ACCOUNT,
                what,
                "UPDATE ledger.account SET " + set + " WHERE number = 2 RETURNING number");
    }

    private static Damage claim(String what, String set) {
        return table(
                Check.CLAIM_CHECKPOINTS,
                CLAIM,
                what,
                "UPDATE ledger.claim SET " + set
                        + " WHERE target = (SELECT min(target) FROM ledger.claim WHERE kind = 1) RETURNING target");
    }

    private static Damage setting(String what, String set) {
        return table(Check.SETTING_CHECKPOINT, BOOK, what, "UPDATE ledger.setting SET " + set + " RETURNING book");
    }

    static List<Damage> seals() {
        return List.of(
                table(
                        Check.SEALS,
                        PARTITION,
                        "a seal ends too early",
                        "UPDATE ledger.seal SET last_seq = last_seq - 1 WHERE partition = 0 RETURNING partition"),
                table(
                        Check.SEALS,
                        PARTITION,
                        "a seal of a partition that is not there",
                        "UPDATE ledger.seal SET partition = 77 WHERE partition = 0 RETURNING partition"),
                table(Check.INDEXES, PARTITION, "the key index is dropped", drop("log_%s_0_key")),
                table(Check.INDEXES, PARTITION, "the day index is dropped", drop("day_delta_%s_0_account")),
                table(Check.INDEXES, PARTITION, "an index is invalid", """
                        UPDATE pg_index SET indisvalid = false WHERE indexrelid =
                            (SELECT format('ledger.log_%s_0_pkey', book)::regclass FROM ledger.book) RETURNING 0"""),
                table(Check.KEY_FILTERS, ROW, "a filter forgets its keys", """
                        UPDATE ledger.seal SET key_filter = decode(repeat('00', length(key_filter)), 'hex')
                        WHERE partition = 0
                        RETURNING (SELECT min(seq) FROM ledger.log WHERE key IS NOT NULL)"""),
                table(Check.BOOK, PARTITION, "a partition is gone", detach()),
                table(Check.BOOK, BOOK, "the book is gone", "DELETE FROM ledger.book RETURNING book"));
    }

    /** Of the sums by account and day, and of what the seal says of them. */
    static List<Damage> days() {
        String day = "ctid = (SELECT ctid FROM ledger.day_delta ORDER BY account LIMIT 1)";
        String found = " RETURNING 0";
        return List.of(
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a day's debits",
                        "UPDATE ledger.day_delta SET debits = debits + 1 WHERE " + day + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a day's last row",
                        "UPDATE ledger.day_delta SET last_seq = last_seq - 1 WHERE " + day + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a day's date",
                        "UPDATE ledger.day_delta SET effective_day = effective_day - 1 WHERE " + day + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a day is missing",
                        "DELETE FROM ledger.day_delta WHERE " + day + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a day is there twice",
                        "INSERT INTO ledger.day_delta SELECT * FROM ledger.day_delta WHERE " + day + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "the sums before a piece",
                        "UPDATE ledger.day_delta SET debits_before = debits_before + 1 WHERE " + day + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a piece's first time",
                        "UPDATE ledger.day_delta SET first_effective = first_effective - interval '1 ms' WHERE " + day
                                + found),
                table(Check.DAY_DELTAS, PARTITION, "a row stands twice in a piece", """
                        UPDATE ledger.day_delta SET rows[1] = rows[2]
                        WHERE ctid = (SELECT ctid FROM ledger.day_delta WHERE rows IS NOT NULL LIMIT 1) RETURNING 0"""),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a seal's last time",
                        "UPDATE ledger.seal SET last_effective = last_effective + interval '1 ms' WHERE partition = 0"
                                + found),
                table(
                        Check.DAY_DELTAS,
                        PARTITION,
                        "a seal names no period",
                        "UPDATE ledger.seal SET period_rows = '{1}' WHERE partition = 0" + found));
    }

    /** Of the entries by which commands are found. */
    static List<Damage> search() {
        String block = " WHERE ctid = (SELECT ctid FROM ledger.search_block ORDER BY first LIMIT 1)";
        String seq = "(SELECT min(seq) - 1 FROM ledger.log) + ";
        return List.of(
                table(
                        Check.SEARCH_INDEX,
                        ROW,
                        "an entry is missing",
                        "UPDATE ledger.search_block SET entries = substr(entries, 1, length(entries) - 8)" + block
                                + " RETURNING " + seq + place("old.entries", "length(old.entries)")),
                table(
                        Check.SEARCH_INDEX,
                        ROW,
                        "an entry of something that a row does not carry",
                        "UPDATE ledger.search_block SET entries = substr(entries, 1, length(entries) - 8)"
                                + " || '\\x7fffffffff000009'" + block + " RETURNING " + seq + "9"),
                table(
                        Check.SEARCH_INDEX,
                        ROW,
                        "an entry of another row",
                        "UPDATE ledger.search_block SET entries = set_byte(entries, 7, get_byte(entries, 7) # 1)"
                                + block + " RETURNING " + seq + place("old.entries", "8")),
                table(
                        Check.SEARCH_INDEX,
                        PARTITION,
                        "a block begins otherwise than it says",
                        "UPDATE ledger.search_block SET first = first - 1" + block + " RETURNING partition"),
                table(
                        Check.SEARCH_INDEX,
                        PARTITION,
                        "a partition has fewer entries than it says",
                        "UPDATE ledger.search_partition SET entries = entries + 1 RETURNING partition"),
                table(
                        Check.SEARCH_INDEX,
                        PARTITION,
                        "an index of a partition that is not sealed",
                        "INSERT INTO ledger.search_partition (book, partition, entries) SELECT book, 77, 0"
                                + " FROM ledger.book RETURNING partition"));
    }

    /** The place in the entry that ends at a byte. */
    private static String place(String entries, String end) {
        String octet = "get_byte(" + entries + ", " + end + " - %d)";
        return "(" + octet.formatted(3) + " * 65536 + " + octet.formatted(2) + " * 256 + " + octet.formatted(1) + ")";
    }

    /** What only the chain of hashes can tell: the rest still adds up. */
    static List<Damage> chain() {
        String middle = "(SELECT max(number) / 2 FROM ledger.batch)";
        String batchOf =
                " RETURNING (SELECT number FROM ledger.batch b WHERE log.seq BETWEEN b.first_seq AND b.last_seq)";
        return List.of(
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "metadata says something else",
                        "UPDATE ledger.log SET detail = replace(detail, '\"case\":\"7\"', '\"case\":\"8\"')"
                                + " WHERE detail LIKE '%\"case\":\"7\"%'" + batchOf),
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "a hash of a body",
                        "UPDATE ledger.log SET body_hash = body_hash + 1 WHERE seq ="
                                + " (SELECT max(seq) FROM ledger.log WHERE key IS NOT NULL)" + batchOf),
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "a batch's nonce",
                        "UPDATE ledger.batch SET nonce = nonce + 1 WHERE number = " + middle + " RETURNING number"),
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "a batch's time, a little",
                        "UPDATE ledger.batch SET at = at + interval '1 microsecond' WHERE number ="
                                + " (SELECT max(number) FROM ledger.batch) RETURNING number"),
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "a link",
                        "UPDATE ledger.chain SET hash = sha256(hash) WHERE number = " + middle + " RETURNING number"),
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "a link is missing",
                        "DELETE FROM ledger.chain WHERE number = " + middle + " RETURNING number"),
                table(
                        Check.HASH_CHAIN,
                        BATCH,
                        "a link of a batch that is not there",
                        "INSERT INTO ledger.chain SELECT book, number + 1, hash FROM ledger.chain"
                                + " ORDER BY number DESC LIMIT 1 RETURNING number"));
    }

    private static String drop(String index) {
        return "SELECT 0 FROM (SELECT pg_temp.run(format('DROP INDEX ledger." + index + "', book)) FROM ledger.book) x";
    }

    private static String detach() {
        return "SELECT 0 FROM (SELECT pg_temp.run(format('ALTER TABLE ledger.log DETACH PARTITION ledger.log_%s_0',"
                + " book)) FROM ledger.book) x";
    }
}
