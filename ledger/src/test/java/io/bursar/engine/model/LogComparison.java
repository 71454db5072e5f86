package io.bursar.engine.model;

import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the rows that the model expects with those of the log, all of them, column by column. */
final class LogComparison {
    private static final String ROWS = """
            SELECT seq, kind, leg, debit, credit, amount, debit_balance, credit_balance, debit_prev, credit_prev,
                   (extract(epoch FROM effective_at) * 1000000)::int8, key, body_hash, detail
            FROM ledger.log
            WHERE seq BETWEEN ? AND ?
            ORDER BY seq
            """;

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final int REMEMBERED = 60;

    private final Connection connection;
    private final Map<Integer, Deque<ModelRow>> recent = new HashMap<>();
    private final Map<Long, String> references = new HashMap<>();
    private long compared;

    LogComparison(Connection connection) {
        this.connection = connection;
    }

    long compared() {
        return compared;
    }

    /** Newest last. */
    List<ModelRow> recent(int account) {
        return new ArrayList<>(recent.getOrDefault(account, new ArrayDeque<>()));
    }

    /** Of the command that begins at a row. */
    @Nullable
    String reference(long command) {
        return references.get(command);
    }

    /** @throws Divergence at the first row that differs */
    void compare(List<ModelRow> expected) throws SQLException {
        if (expected.isEmpty()) {
            return;
        }
        long first = expected.getFirst().seq();
        long last = expected.getLast().seq();
        if (last - first + 1 != expected.size()) {
            throw new Divergence("the model's own rows have gaps");
        }
        connection.setAutoCommit(false);
        try (PreparedStatement select = connection.prepareStatement(ROWS)) {
            select.setFetchSize(5_000);
            select.setLong(1, first);
            select.setLong(2, last);
            try (ResultSet rows = select.executeQuery()) {
                for (ModelRow row : expected) {
                    if (!rows.next()) {
                        throw new Divergence("the log ends before row %d: expected %s".formatted(row.position(), row));
                    }
                    compareRow(row, rows);
                    remember(row);
                }
            }
        } finally {
            connection.rollback();
        }
        compared += expected.size();
    }

    private void remember(ModelRow row) {
        if (row.detail().get("ref") instanceof String reference) {
            references.put(row.seq(), reference);
        }
        for (Integer account : Arrays.asList(row.debit(), row.credit())) {
            if (account != null) {
                Deque<ModelRow> rows = recent.computeIfAbsent(account, missing -> new ArrayDeque<>());
                rows.addLast(row);
                if (rows.size() > REMEMBERED) {
                    rows.removeFirst();
                }
            }
        }
    }

    private static void compareRow(ModelRow row, ResultSet actual) throws SQLException {
        List<String> differing = new ArrayList<>();
        ModelRow.Movement money = row.money();
        same(differing, "seq", row.seq(), actual.getObject(1));
        same(differing, "kind", (long) row.kind().code(), actual.getLong(2));
        same(differing, "leg", (long) row.leg(), actual.getLong(3));
        same(differing, "debit", row.debit(), actual.getObject(4));
        same(differing, "credit", row.credit(), actual.getObject(5));
        same(differing, "amount", money == null ? null : money.amount(), actual.getObject(6));
        same(differing, "debit_balance", money == null ? null : money.debitBalance(), actual.getObject(7));
        same(differing, "credit_balance", money == null ? null : money.creditBalance(), actual.getObject(8));
        same(differing, "debit_prev", money == null ? 0 : money.debitPrev(), actual.getLong(9));
        same(differing, "credit_prev", money == null ? 0 : money.creditPrev(), actual.getLong(10));
        same(differing, "effective_at", micros(row.effectiveAt()), actual.getObject(11));
        Key key = row.key();
        byte[] keyBytes = actual.getBytes(12);
        if (!Arrays.equals(key == null ? null : encode(key), keyBytes)) {
            differing.add("key expected %s, got %s".formatted(key, Arrays.toString(keyBytes)));
        }
        if (key != null && actual.getObject(13) == null) {
            differing.add("body_hash is missing");
        }
        String detail = actual.getString(14);
        compareDetail(differing, row, detail == null ? Map.of() : JsonText.object(detail));
        if (!differing.isEmpty()) {
            throw new Divergence("row %d differs: %s\n  expected %s\n  detail in the log %s"
                    .formatted(row.position(), differing, row, detail));
        }
    }

    private static void compareDetail(List<String> differing, ModelRow row, Map<String, Object> actual) {
        Map<String, Object> rest = new TreeMap<>(actual);
        row.detail().forEach((name, expected) -> {
            Object value = rest.remove(name);
            boolean fine = expected == ModelRow.PRESENT ? value != null : expected.equals(sameCase(name, value));
            if (!fine) {
                differing.add("detail.%s expected %s, got %s".formatted(name, expected, value));
            }
        });
        // What was asked for may be stored wherever rows cannot tell.
        rest.remove("asked");
        if (!rest.isEmpty() && row.kind() != EntryKind.REJECTED) {
            differing.add("detail has also " + rest);
        }
    }

    /** Kinds of account are told apart by name, whatever its case. */
    private static @Nullable Object sameCase(String name, @Nullable Object value) {
        return name.equals("kind") && value instanceof String text ? text.toUpperCase(Locale.ROOT) : value;
    }

    private static void same(
            List<String> differing, String column, @Nullable Object expected, @Nullable Object actual) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            differing.add("%s expected %s, got %s".formatted(column, expected, actual));
        }
    }

    private static @Nullable Long micros(@Nullable Instant at) {
        return at == null
                ? null
                : Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    /** Caller as unsigned LEB128, then 0 and the text, or 1 and a UUID's bytes. */
    static byte[] encode(Key key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int caller = key.caller();
        while (caller >= 128) {
            out.write(caller % 128 + 128);
            caller /= 128;
        }
        out.write(caller);
        String text = key.text();
        if (UUID_TEXT.matcher(text).matches()) {
            UUID uuid = UUID.fromString(text);
            out.write(1);
            out.writeBytes(ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array());
        } else {
            out.write(0);
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
