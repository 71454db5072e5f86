package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is said of all accounts together once the log is folded. */
final class Sums {
    private static final int LISTED_MAX = 1_000;
    private static final String NAMES = "SELECT seq, detail FROM ledger.log WHERE kind = 16 AND seq = ANY (?)";

    private final Snapshot snapshot;
    private final int book;
    private final Accounts accounts;
    private final Findings findings;

    Sums(Snapshot snapshot, int book, Accounts accounts, Findings findings) throws SQLException {
        this.snapshot = snapshot;
        this.book = book;
        this.accounts = accounts;
        this.findings = findings;
        samePaths();
    }

    List<DoctorReport.CurrencySum> byCurrency() {
        int currencies = accounts.currencies().size();
        long[] counts = new long[currencies];
        long[] posted = new long[currencies];
        long[] held = new long[currencies];
        long[] debits = new long[currencies];
        for (int account = 1; account <= accounts.count; account++) {
            int currency = accounts.currency(account);
            counts[currency]++;
            posted[currency] += accounts.posted[account];
            held[currency] += accounts.heldDebit[account] - accounts.heldCredit[account];
            debits[currency] += Math.max(0, accounts.posted[account]);
        }
        List<DoctorReport.CurrencySum> sums = new ArrayList<>();
        for (int i = 0; i < currencies; i++) {
            String currency = accounts.currencies().get(i);
            sums.add(new DoctorReport.CurrencySum(currency, counts[i], posted[i], held[i], debits[i]));
            if (posted[i] != 0 || held[i] != 0) {
                findings.damage(
                        Check.SUMS,
                        new Finding.Place.Book(book),
                        "%s sums to %d posted and %d held, not to 0",
                        currency,
                        posted[i],
                        held[i]);
            }
        }
        return sums;
    }

    List<DoctorReport.Overdrawn> beyondLimits() throws SQLException {
        List<Integer> beyond = new ArrayList<>();
        for (int account = 1; account <= accounts.count && beyond.size() < LISTED_MAX; account++) {
            if (accounts.isBelowFloor(account) || accounts.isAboveCeiling(account)) {
                beyond.add(account);
            }
        }
        Map<Integer, String> names = names(beyond);
        List<DoctorReport.Overdrawn> list = new ArrayList<>();
        for (int account : beyond) {
            String limits = accounts.isBelowFloor(account)
                    ? "floor " + accounts.floor[account]
                    : "ceiling " + accounts.ceiling[account];
            list.add(new DoctorReport.Overdrawn(
                    account, names.getOrDefault(account, "?"), accounts.low(account), accounts.high(account), limits));
        }
        return list;
    }

    /** Finds accounts that were opened twice; hashes find suspects, their rows decide. */
    private void samePaths() throws SQLException {
        List<Integer> suspects = new ArrayList<>();
        for (int account : accounts.namesakes.subList(0, Math.min(LISTED_MAX, accounts.namesakes.size()))) {
            suspects.add(accounts.find(accounts.name[account]));
            suspects.add(account);
        }
        Map<String, Integer> first = new HashMap<>();
        Map<Integer, String> names = names(suspects);
        for (int account : suspects) {
            Integer other = first.putIfAbsent(names.getOrDefault(account, "?" + account), account);
            if (other != null && other != account) {
                findings.damage(
                        Check.OPENINGS,
                        new Finding.Place.Account(account),
                        "%s was opened before, as account %d",
                        names.getOrDefault(account, "?"),
                        other);
            }
        }
    }

    private Map<Integer, String> names(List<Integer> numbers) throws SQLException {
        Map<Integer, String> names = new HashMap<>();
        if (numbers.isEmpty()) {
            return names;
        }
        Map<Long, Integer> bySeq = new HashMap<>();
        numbers.forEach(number -> bySeq.put(accounts.opened[number], number));
        try (PreparedStatement statement = snapshot.query(NAMES)) {
            statement.setArray(
                    1,
                    statement
                            .getConnection()
                            .createArrayOf("int8", bySeq.keySet().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Detail detail = Detail.of(rows.getString(2), rows.getLong(1), findings);
                    names.put(
                            bySeq.getOrDefault(rows.getLong(1), 0),
                            detail.text("path") + " in " + detail.text("currency"));
                }
            }
        }
        return names;
    }
}
