package io.bursar.engine.chain;

import io.bursar.engine.LedgerObserver;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.write.Failpoint;
import io.bursar.money.Invariant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Goes on with a book's chain where it ends in the database. */
public final class Chaining {
    private static final int RUN_BATCHES_MAX = 20_000;
    private static final long RUN_ROWS_MAX = 100_000;

    private final Connection connection;
    private final Links links;
    private final Rows rows;
    private final LedgerObserver observer;

    Chaining(Connection connection, Links links, Rows rows, LedgerObserver observer) {
        this.connection = connection;
        this.links = links;
        this.rows = rows;
        this.observer = observer;
    }

    /** Where the rows of neighbouring batches come from. */
    @FunctionalInterface
    interface Rows {
        /** Feeds all rows from the first batch's first to the last one's last. */
        void feed(Batch first, Batch last, LinkRun into) throws SQLException;

        /** From the database. */
        static Rows stored(Connection connection, LogShape shape) {
            StoredRows stored = new StoredRows(connection, shape);
            return (first, last, into) -> stored.<RuntimeException>read(first, last, into::row);
        }
    }

    /**
     * Chains all batches that the database has, from its rows, for whoever has no engine open.
     *
     * @return the chain's end
     */
    public static Links.Link complete(Connection connection, LogShape shape, LedgerObserver observer)
            throws SQLException {
        connection.setAutoCommit(true);
        Links links = new Links(shape.book());
        new Chaining(connection, links, Rows.stored(connection, shape), observer)
                .upTo(links.newestUpTo(connection, Long.MAX_VALUE));
        return links.last(connection);
    }

    /** @param number of the last batch to be chained */
    void upTo(long number) throws SQLException {
        Links.Link last = links.last(connection);
        while (last.number() < number) {
            long first = last.number() + 1;
            List<Batch> batches = run(links.batches(connection, first, RUN_BATCHES_MAX, number));
            Invariant.check(!batches.isEmpty() && batches.getFirst().number() == first, "batch %d is not there", first);
            LinkRun hashes = new LinkRun(last.hash(), batches);
            rows.feed(batches.getFirst(), batches.getLast(), hashes);
            Failpoint.hit("chain-before-insert");
            long broken = links.add(connection, batches, hashes.hashes());
            Failpoint.hit("chain-after-insert");
            if (broken != 0) {
                observer.chainBroken(broken);
            }
            last = links.last(connection);
            Invariant.check(last.number() >= first, "batch %d was there a moment ago and is gone", first);
        }
    }

    /** As many of them as are hashed at once. */
    private static List<Batch> run(List<Batch> batches) {
        List<Batch> run = new ArrayList<>();
        long rows = 0;
        for (Batch batch : batches) {
            if (!run.isEmpty()
                    && (rows >= RUN_ROWS_MAX || batch.number() != run.getLast().number() + 1)) {
                return run;
            }
            run.add(batch);
            rows += batch.rows();
        }
        return run;
    }
}
