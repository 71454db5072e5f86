package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.Snapshot;
import java.io.PrintStream;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Recomputes a book from its log: orders, balances, chains, limits, holds, reversals, keys, checkpoints, seals and the chain of
 * hashes.
 * It sees one moment of the database and may run beside live writers; nothing is written. The role needs to read the
 * schema {@code ledger}. Two connections are used; memory grows with accounts, holds and reversals, not with rows.
 */
public final class Doctor {
    private final DataSource database;
    private final FilterCheck filters;
    private final Pace pace;

    public Doctor(DataSource database, FilterCheck filters) {
        this(database, filters, Pace.full());
    }

    /** @param pace how fast it may go */
    public Doctor(DataSource database, FilterCheck filters, Pace pace) {
        this.database = database;
        this.filters = filters;
        this.pace = pace;
    }

    /** Examines a book up to the last batch of this moment. */
    public DoctorReport examine(int book) throws SQLException {
        try (Snapshot snapshot = Snapshot.of(database);
                Examination examination = new Examination(snapshot, book, filters, pace)) {
            return examination.run();
        }
    }

    /** Examines a book and prints the report. @return the report; the caller decides what follows from it */
    public static DoctorReport run(DataSource database, int book, PrintStream out) throws SQLException {
        DoctorReport report = new Doctor(database, FilterCheck.ofEngine()).examine(book);
        report.print(out);
        return report;
    }
}
