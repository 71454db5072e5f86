package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.Hash;
import io.bursar.engine.doctor.scan.Json;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** {@code ledger.account}, read in order of position beside the log: each row must equal the fold at its position. */
final class AccountCheckpoints implements AutoCloseable {
    private static final String QUERY = """
            SELECT seq, number, opened_seq, balance, held_debit, held_credit, floor, ceiling, kind, status,
                currency, path, metadata, last_row
            FROM ledger.account
            WHERE book = ?
            ORDER BY seq, number""";

    private final Accounts accounts;
    private final Findings findings;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private long next = Long.MAX_VALUE;
    /** Position up to which each account is checkpointed. */
    private long[] checkpointed = new long[1_024];
    /** Last change of each account among the sealed rows. */
    private long[] touchedWhenSealed = {};

    AccountCheckpoints(Snapshot snapshot, int book, Accounts accounts, Findings findings) throws SQLException {
        this.accounts = accounts;
        this.findings = findings;
        statement = snapshot.query(QUERY);
        statement.setInt(1, book);
        rows = statement.executeQuery();
        advance();
    }

    /** The log was folded up to and including this row. */
    void passed(long seq) throws SQLException {
        while (next <= seq) {
            compare();
            advance();
        }
    }

    /** The log was folded up to the end of the last sealed partition. */
    void sealed() {
        touchedWhenSealed = Arrays.copyOf(accounts.touched, accounts.count + 1);
    }

    void finish() throws SQLException {
        if (next != Long.MAX_VALUE) {
            findings.damage(
                    Check.ACCOUNT_CHECKPOINTS,
                    place(),
                    "is of row %d, which the log has not reached",
                    LedgerId.position(next));
        }
        for (int account = 1; account < touchedWhenSealed.length; account++) {
            long seq = account < checkpointed.length ? checkpointed[account] : 0;
            if (seq < touchedWhenSealed[account]) {
                findings.damage(
                        Check.ACCOUNT_CHECKPOINTS,
                        new Finding.Place.Account(account),
                        "%s, but sealed row %d changed it",
                        seq == 0 ? "has no checkpoint" : "is checkpointed at row " + LedgerId.position(seq),
                        LedgerId.position(touchedWhenSealed[account]));
            }
        }
    }

    private void advance() throws SQLException {
        next = rows.next() ? rows.getLong(1) : Long.MAX_VALUE;
    }

    private Finding.Place place() throws SQLException {
        return new Finding.Place.Account(rows.getInt(2));
    }

    private void compare() throws SQLException {
        int account = rows.getInt(2);
        if (!accounts.isOpen(account)) {
            findings.damage(Check.ACCOUNT_CHECKPOINTS, place(), "no row of the log opened it by row %d", at());
            return;
        }
        if (account >= checkpointed.length) {
            checkpointed = Arrays.copyOf(checkpointed, Math.max(account + 1, checkpointed.length * 2));
        }
        checkpointed[account] = next;
        expect("last_row", accounts.chain[account], rows.getLong(14));
        expect("opened_seq", accounts.opened[account], rows.getLong(3));
        expect("balance", accounts.posted[account], rows.getLong(4));
        expect("held_debit", accounts.heldDebit[account], rows.getLong(5));
        expect("held_credit", accounts.heldCredit[account], rows.getLong(6));
        expect("floor", accounts.floor[account], limit(7));
        expect("ceiling", accounts.ceiling[account], limit(8));
        expect("kind", accounts.kind(account).ordinal(), rows.getLong(9));
        expect("status", accounts.status(account).ordinal(), rows.getLong(10));
        if (Accounts.nameHash(rows.getString(12), rows.getString(11)) != accounts.name[account]) {
            findings.damage(
                    Check.ACCOUNT_CHECKPOINTS,
                    place(),
                    "was not opened as %s in %s",
                    rows.getString(12),
                    rows.getString(11));
        }
        if (metadataHash(rows.getString(13)) != accounts.metadata[account]) {
            findings.damage(Check.ACCOUNT_CHECKPOINTS, place(), "the log has other metadata at row %d", at());
        }
    }

    private void expect(String column, long folded, long stored) throws SQLException {
        if (folded != stored) {
            findings.damage(
                    Check.ACCOUNT_CHECKPOINTS,
                    place(),
                    "%s is %s at row %d by the log, the checkpoint says %s",
                    column,
                    show(folded),
                    at(),
                    show(stored));
        }
    }

    private long at() {
        return LedgerId.position(next);
    }

    private static String show(long number) {
        return number == LogRow.NONE ? "none" : Long.toString(number);
    }

    private long limit(int column) throws SQLException {
        long limit = rows.getLong(column);
        return rows.wasNull() ? LogRow.NONE : limit;
    }

    private static long metadataHash(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            return Json.parse(text) instanceof Map<?, ?> entries ? Hash.of(entries) : Objects.hash(text);
        } catch (JacksonException broken) {
            return Objects.hash(text);
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
