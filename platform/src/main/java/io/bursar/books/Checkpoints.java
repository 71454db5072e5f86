package io.bursar.books;

import io.bursar.database.Database;
import io.bursar.engine.BookFile;
import io.bursar.engine.ChainLink;
import io.bursar.engine.doctor.DoctorReport;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The signed checkpoints of the books: made when the doctor has proved a book, once a day at most, and whenever
 * somebody asks. They are kept in the database to be shown; what proves anything is a copy kept elsewhere.
 */
public final class Checkpoints {
    private final DataSource ledger;
    private final CheckpointStore store;
    private final Path home;

    /**
     * What a book was, signed.
     *
     * @param link the batch that it had reached, and the hash of all up to there
     * @param key the public key that verifies it, X.509 in base64
     * @param line the signed line, as {@code ./bursar verify --checkpoint} reads it; without a line break
     * @param signedAt when, by the database's clock
     */
    public record Signed(ChainLink link, String key, String line, Instant signedAt) {}

    /** @param home where the key that signs lies */
    Checkpoints(Database database, Path home) {
        this.ledger = database.ledger();
        this.store = new CheckpointStore(JdbcClient.create(database.app()));
        this.home = home;
    }

    /**
     * Signs what a book is now, once all of it is chained.
     *
     * @return empty: nothing was booked yet
     * @throws io.bursar.database.StartRefused when the key cannot be used
     * @throws BookFile.Damaged when there is no such book
     * @throws SQLException when the book cannot be read
     */
    public Optional<Signed> sign(int book) throws SQLException {
        ChainLink end = BookFile.chainEnd(ledger, book);
        if (end.batch() == 0) {
            return Optional.empty();
        }
        SigningKey key = SigningKey.of(home);
        store.add(end, key.verifyingKey(), key.sign(end));
        return store.covering(book, end.batch());
    }

    /** Signs what the doctor has proved, where none was signed for a day. */
    void proved(DoctorReport report) throws SQLException {
        if (report.rows() > 0 && store.isDue(report.book(), report.lastSeq())) {
            Optional<ChainLink> link = BookFile.link(ledger, report.lastSeq());
            if (link.isPresent()) {
                SigningKey key = SigningKey.of(home);
                store.add(link.get(), key.verifyingKey(), key.sign(link.get()));
            }
        }
    }

    /**
     * Those of a book, newest first.
     *
     * @param before only of batches before this one; {@link Long#MAX_VALUE}: from the newest
     */
    public List<Signed> list(int book, long before, int limit) {
        return store.list(book, before, limit);
    }

    /** The first that stands for a batch and all before it; empty: none was signed since. */
    public Optional<Signed> covering(int book, long batch) {
        return store.covering(book, batch);
    }

    /** Where a row is in the chain; empty while it is not chained, about a second. */
    public Optional<ChainLink> link(long seq) throws SQLException {
        return BookFile.link(ledger, seq);
    }
}
