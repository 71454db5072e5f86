package io.bursar.engine;

import io.bursar.engine.doctor.Doctor;
import java.io.PrintStream;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Proves a book from its log; {@link Doctor} has the findings one by one. */
public final class LedgerDoctor {
    private LedgerDoctor() {}

    /** What an examination came to. */
    public enum Verdict {
        CLEAN,
        DAMAGED
    }

    /**
     * Recomputes everything in a book from its log, beside a live writer or without one, and prints what it found.
     *
     * @throws SQLException when the book cannot be read
     */
    public static Verdict examine(DataSource database, int book, PrintStream report) throws SQLException {
        return Doctor.run(database, book, report).isClean() ? Verdict.CLEAN : Verdict.DAMAGED;
    }
}
