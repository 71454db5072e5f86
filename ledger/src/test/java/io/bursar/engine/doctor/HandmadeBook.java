package io.bursar.engine.doctor;

import io.bursar.engine.AccountKind;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a book row by row in SQL, after the page on what is stored and without the engine: so the doctor is known to
 * agree with the page and not merely with the engine. It evaluates nothing; the test says what happens.
 */
final class HandmadeBook {
    static final int BOOK = 7;
    static final int PARTITION_BITS = 13;
    /** 2026-01-05 10:00 UTC. */
    static final long BEGAN = 1_767_607_200_000_000L;

    private static final String INSERT = """
            INSERT INTO ledger.log (seq, amount, debit_balance, credit_balance, debit_prev, credit_prev, body_hash,
                effective_at, debit, credit, kind, leg, key, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, to_timestamp(?::numeric / 1000000), ?, ?, ?, ?, ?, ?)""";

    private final Connection connection;
    final List<Handmade.Account> accounts = new ArrayList<>();
    final Map<Long, Handmade.Claim> claims = new TreeMap<>();
    private final List<Handmade.Row> rows = new ArrayList<>();
    private final List<Handmade.Row> all = new ArrayList<>();
    private long position;
    private long batch;
    private long at = BEGAN;
    private String chart = "[]";
    private @Nullable Long closedUntil;
    private long settingSeq;

    private @Nullable String nextKey;
    private @Nullable Long nextEffective;
    private String nextTerms = "";

    HandmadeBook(Connection connection) throws SQLException {
        this.connection = connection;
        sql("SELECT ledger.create_book(%d, %d::int2)".formatted(BOOK, PARTITION_BITS));
        sql("SELECT ledger.add_partition(%d, 0)".formatted(BOOK));
    }

    /** One leg: account numbers and an amount. */
    record Leg(int debit, int credit, long amount) {}

    // ---- what the next command carries

    HandmadeBook key(String text) {
        nextKey = text;
        return this;
    }

    HandmadeBook effective(long micros) {
        nextEffective = micros;
        return this;
    }

    /** Further fields of the detail, such as {@code "fact":true}. */
    HandmadeBook terms(String fields) {
        nextTerms = fields;
        return this;
    }

    // ---- commands

    int open(String path, AccountKind kind, @Nullable Long floor, @Nullable Long ceiling) {
        Handmade.Account account = new Handmade.Account();
        account.path = path;
        account.kind = kind;
        account.floor = floor;
        account.ceiling = ceiling;
        accounts.add(account);
        Handmade.Row row = row(EntryKind.ACCOUNT_OPENED, 0);
        row.debit = accounts.size();
        row.detail = "{\"path\":\"" + path + "\",\"currency\":\"inr\",\"kind\":\""
                + kind.name().toLowerCase(Locale.ROOT) + "\"" + limits(floor, ceiling) + "}";
        account.opened = row.seq;
        account.seq = row.seq;
        settingSeq = row.seq;
        return accounts.size();
    }

    static String limits(@Nullable Long floor, @Nullable Long ceiling) {
        return (floor == null ? "" : ",\"floor\":" + floor) + (ceiling == null ? "" : ",\"ceiling\":" + ceiling);
    }

    long transact(Leg... legs) {
        return money(EntryKind.TRANSFER, "", legs);
    }

    long hold(@Nullable Long expires, Leg... legs) {
        long id = money(EntryKind.HOLD, expires == null ? "" : "\"expires\":" + expires, legs);
        Handmade.Claim claim = claim(id, 1, legs);
        claim.expires = expires;
        return id;
    }

    long capture(long hold, String more, long... taken) {
        Handmade.Claim claim = claim(hold);
        List<Handmade.Row> first = new ArrayList<>();
        boolean last = more.contains("\"final\":true");
        for (int i = 0; i < taken.length; i++) {
            claim.taken[i] += taken[i];
            if (taken[i] > 0) {
                Leg leg = new Leg(claim.legs.get(i)[0], claim.legs.get(i)[1], taken[i]);
                first.add(money(EntryKind.CAPTURE_FREED, first.size(), leg));
                first.add(money(EntryKind.CAPTURE, first.size(), leg));
            }
        }
        claim.state = Arrays.equals(claim.taken, claim.amounts) ? 2 : last ? 3 : 1;
        if (claim.state == 3) {
            free(claim, EntryKind.RELEASE, first);
        }
        claim.seq = carry(first.getFirst(), "\"target\":" + hold + ",\"taken\":" + list(taken) + more);
        return claim.seq;
    }

    long end(long hold, EntryKind kind) {
        Handmade.Claim claim = claim(hold);
        List<Handmade.Row> freed = new ArrayList<>();
        free(claim, kind, freed);
        claim.state = kind == EntryKind.EXPIRY ? 4 : 3;
        claim.seq = carry(freed.getFirst(), "\"target\":" + hold);
        return claim.seq;
    }

    private void free(Handmade.Claim claim, EntryKind kind, List<Handmade.Row> into) {
        for (int i = 0; i < claim.amounts.length; i++) {
            long rest = claim.amounts[i] - claim.taken[i];
            if (rest > 0) {
                int[] leg = claim.legs.get(i);
                into.add(money(kind, into.size(), new Leg(leg[0], leg[1], rest)));
            }
        }
    }

    /** @param target legs of the transaction that is reversed */
    long reverse(long transaction, Leg[] target, long... taken) {
        Handmade.Claim claim = claims.containsKey(transaction) ? claim(transaction) : claim(transaction, 2, target);
        List<Handmade.Row> made = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            claim.taken[i] += taken[i];
            if (taken[i] > 0) {
                made.add(money(EntryKind.REVERSAL, made.size(), new Leg(target[i].credit, target[i].debit, taken[i])));
            }
        }
        claim.seq = carry(made.getFirst(), "\"target\":" + transaction + ",\"taken\":" + list(taken));
        return claim.seq;
    }

    void limits(int account, @Nullable Long floor, @Nullable Long ceiling) {
        accounts.get(account - 1).floor = floor;
        accounts.get(account - 1).ceiling = ceiling;
        String fields = limits(floor, ceiling);
        directive(EntryKind.LIMITS_SET, account, fields.isEmpty() ? "" : fields.substring(1));
    }

    void status(int account, String status) {
        accounts.get(account - 1).status = status;
        directive(EntryKind.STATUS_SET, account, "\"status\":\"" + status + "\"");
    }

    void metadata(int account, String entries) {
        accounts.get(account - 1).metadata = entries;
        directive(EntryKind.METADATA_SET, account, "\"entries\":" + entries);
    }

    void chart(String patterns) {
        chart = patterns;
        settingSeq = directive(EntryKind.CHART_DEFINED, 0, "\"patterns\":" + patterns);
    }

    void closePeriod(long before) {
        closedUntil = before;
        settingSeq = directive(EntryKind.PERIOD_CLOSED, 0, "\"before\":" + before);
    }

    void reject(String outcome) {
        directive(EntryKind.REJECTED, 0, outcome + ",\"body\":{\"type\":\"transaction\"}");
    }

    // ---- rows

    private long directive(EntryKind kind, int account, String fields) {
        Handmade.Row row = row(kind, 0);
        row.debit = account == 0 ? null : account;
        if (account != 0) {
            accounts.get(account - 1).seq = row.seq;
        }
        return carry(row, fields);
    }

    private long money(EntryKind kind, String fields, Leg... legs) {
        List<Handmade.Row> made = new ArrayList<>();
        for (Leg leg : legs) {
            made.add(money(kind, made.size(), leg));
        }
        return carry(made.getFirst(), fields);
    }

    private Handmade.Row money(EntryKind kind, int number, Leg leg) {
        Handmade.Row row = row(kind, number);
        Handmade.Account debit = accounts.get(leg.debit - 1);
        Handmade.Account credit = accounts.get(leg.credit - 1);
        if (kind.posts()) {
            row.debitBalance = debit.posted += leg.amount;
            row.creditBalance = credit.posted -= leg.amount;
        } else {
            long change = kind == EntryKind.HOLD ? leg.amount : -leg.amount;
            row.debitBalance = debit.heldDebit += change;
            row.creditBalance = credit.heldCredit += change;
        }
        row.amount = leg.amount;
        row.debit = leg.debit;
        row.credit = leg.credit;
        row.debitPrev = debit.chain;
        row.creditPrev = credit.chain;
        row.effective = nextEffective;
        debit.chain = debit.seq = row.seq;
        credit.chain = credit.seq = row.seq;
        return row;
    }

    private Handmade.Row row(EntryKind kind, int leg) {
        Handmade.Row row = new Handmade.Row();
        row.seq = LedgerId.of(BOOK, ++position);
        row.kind = kind.code();
        row.leg = leg;
        row.at = at;
        rows.add(row);
        return row;
    }

    private long carry(Handmade.Row first, String fields) {
        String separator = fields.isEmpty() || nextTerms.isEmpty() ? "" : ",";
        String all = fields + separator + nextTerms;
        first.detail = all.isEmpty() ? null : "{" + all + "}";
        if (nextKey != null) {
            byte[] text = nextKey.getBytes(StandardCharsets.UTF_8);
            first.key = new byte[text.length + 2];
            first.key[0] = 5;
            System.arraycopy(text, 0, first.key, 2, text.length);
            first.bodyHash = (long) nextKey.hashCode();
        }
        nextKey = null;
        nextEffective = null;
        nextTerms = "";
        return first.seq;
    }

    Handmade.Claim claim(long id) {
        return java.util.Objects.requireNonNull(claims.get(id));
    }

    private Handmade.Claim claim(long id, int kind, Leg... legs) {
        Handmade.Claim claim = new Handmade.Claim();
        claim.kind = kind;
        claim.seq = id;
        for (Leg leg : legs) {
            claim.legs.add(new int[] {leg.debit, leg.credit});
        }
        claim.amounts = Arrays.stream(legs).mapToLong(Leg::amount).toArray();
        claim.taken = new long[legs.length];
        claims.put(id, claim);
        return claim;
    }

    private static String list(long[] numbers) {
        return Arrays.toString(numbers).replace(" ", "");
    }

    // ---- batches and seals

    /** Writes what has happened as one batch; the next one is {@code micros} later. */
    void commit(long micros) throws SQLException {
        batch++;
        for (long partition = 0; partition <= position >> PARTITION_BITS; partition++) {
            sql("SELECT ledger.add_partition(%d, %d)".formatted(BOOK, partition));
        }
        sql("INSERT INTO ledger.batch VALUES (%d, %d, 1, %d, %d, to_timestamp(%d::numeric / 1000000))"
                .formatted(BOOK, batch, rows.getFirst().seq, rows.getLast().seq, at));
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Handmade.Row row : rows) {
                Object[] values = {
                    row.seq,
                    row.amount,
                    row.debitBalance,
                    row.creditBalance,
                    row.debitPrev,
                    row.creditPrev,
                    row.bodyHash,
                    row.effective,
                    row.debit,
                    row.credit,
                    row.kind,
                    row.leg,
                    row.key,
                    row.detail
                };
                for (int i = 0; i < values.length; i++) {
                    insert.setObject(i + 1, values[i], values[i] instanceof byte[] ? Types.BINARY : Types.OTHER);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        all.addAll(rows);
        rows.clear();
        at += micros;
    }

    long position() {
        return position;
    }

    long now() {
        return at;
    }

    /** Seals a partition with checkpoints as of now, which may lie beyond it. */
    void seal(int partition) throws SQLException {
        sql("SELECT ledger.index_partition(%d, %d), ledger.index_day_deltas(%d, %d)"
                .formatted(BOOK, partition, BOOK, partition));
        long end = LedgerId.of(BOOK, ((long) (partition + 1) << PARTITION_BITS) - 1);
        long begin = LedgerId.of(BOOK, (long) partition << PARTITION_BITS);
        for (int number = 1; number <= accounts.size(); number++) {
            Handmade.Account account = accounts.get(number - 1);
            sql("""
                    INSERT INTO ledger.account VALUES (%d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, %d, 'inr', '%s', %s)
                    ON CONFLICT (book, number) DO NOTHING""".formatted(
                            BOOK,
                            number,
                            account.seq,
                            account.opened,
                            account.chain,
                            account.posted,
                            account.heldDebit,
                            account.heldCredit,
                            account.floor,
                            account.ceiling,
                            account.kind.ordinal(),
                            List.of("open", "frozen", "closed").indexOf(account.status),
                            account.path,
                            account.metadata == null ? "NULL" : "'" + account.metadata + "'"));
        }
        for (Map.Entry<Long, Handmade.Claim> entry : claims.entrySet()) {
            Handmade.Claim claim = entry.getValue();
            sql("""
                    INSERT INTO ledger.claim VALUES (%d, %d, to_timestamp(%s::numeric / 1000000), %d, %d, %d, '{%s}')
                    ON CONFLICT (target) DO NOTHING""".formatted(
                            entry.getKey(),
                            claim.seq,
                            claim.expires,
                            claim.shares,
                            claim.kind,
                            claim.state,
                            list(claim.taken).replaceAll("[\\[\\]]", "")));
        }
        sql("INSERT INTO ledger.setting VALUES (%d, %d, %d, to_timestamp(%s::numeric / 1000000), '%s')"
                .formatted(BOOK, Math.max(settingSeq, end), accounts.size(), closedUntil, chart));
        sql("INSERT INTO ledger.day_delta SELECT * FROM ledger.derive_day_deltas(%d, %d)".formatted(BOOK, partition));
        sql("""
                INSERT INTO ledger.seal
                SELECT %d, %d, %d, '\\x01', clock_timestamp(), min(first_effective), max(last_effective),
                    ARRAY(SELECT seq FROM ledger.log WHERE seq BETWEEN %d AND %d AND kind = 21 ORDER BY seq)
                FROM ledger.day_delta WHERE first_row BETWEEN %d AND %d""".formatted(BOOK, partition, end, begin, end, begin, end));
    }

    private void sql(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
