package io.bursar.engine.times;

import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Every row of a book's log that moved money, and sums of them by going through all. */
record NaiveTimes(List<Move> moves, List<Batch> batches) {
    /** A row, with the account numbers of its sides and its effective time in microseconds. */
    record Move(long seq, int debit, int credit, long amount, long effective) {
        boolean touches(int account) {
            return debit == account || credit == account;
        }

        /** Debits minus credits of one account. */
        long change(int account) {
            return (debit == account ? amount : 0) - (credit == account ? amount : 0);
        }
    }

    record Batch(long lastSeq, long at) {}

    static NaiveTimes read(TestDatabase database) throws SQLException {
        List<Move> moves = new ArrayList<>();
        List<Batch> batches = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT last_seq, (extract(epoch FROM at) * 1000000)::int8 FROM ledger.batch ORDER BY number")) {
                while (row.next()) {
                    batches.add(new Batch(row.getLong(1), row.getLong(2)));
                }
            }
            int batch = 0;
            try (ResultSet row = statement.executeQuery("""
                    SELECT seq, debit, credit, amount, (extract(epoch FROM effective_at) * 1000000)::int8
                    FROM ledger.log WHERE kind IN (1, 2, 3) ORDER BY seq""")) {
                while (row.next()) {
                    long seq = row.getLong(1);
                    while (batches.get(batch).lastSeq() < seq) {
                        batch++;
                    }
                    long own = row.getLong(5);
                    long effective = row.wasNull() ? batches.get(batch).at() : own;
                    moves.add(new Move(seq, row.getInt(2), row.getInt(3), row.getLong(4), effective));
                }
            }
        }
        return new NaiveTimes(moves, batches);
    }

    /** Debits minus credits of what took effect by a time and lies no later in the log than a row. */
    long sum(int account, long until, long known) {
        long sum = 0;
        for (Move move : moves) {
            if (move.seq() <= known && move.effective() <= until) {
                sum += move.change(account);
            }
        }
        return sum;
    }

    /** Rows of an account in order of effective time, then of the log. */
    Stream<Move> between(int account, long from, long to, long known) {
        return moves.stream()
                .filter(move -> move.touches(account) && move.seq() <= known)
                .filter(move -> move.effective() >= from && move.effective() < to)
                .sorted(Comparator.comparingLong(Move::effective).thenComparingLong(Move::seq));
    }

    long lastSeq() {
        return batches.getLast().lastSeq();
    }

    /** Position of the last row recorded by a time. */
    long seqAt(long micros) {
        long last = 0;
        for (Batch batch : batches) {
            last = batch.at() <= micros ? batch.lastSeq() : last;
        }
        return last;
    }
}
