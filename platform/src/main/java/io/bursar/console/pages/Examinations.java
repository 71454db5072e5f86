package io.bursar.console.pages;

import io.bursar.database.Database;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.ledger.Book;
import java.sql.SQLException;
import java.time.Duration;

/** The doctor's last word on the book, and the way to ask again: one examination at a time, beside everything else. */
final class Examinations {
    private final Database database;
    private volatile State state = new State.Never();

    Examinations(Database database) {
        this.database = database;
    }

    /** Where it stands. */
    sealed interface State {
        /** Not since this process began. */
        record Never() implements State {}

        record Running(long sinceNs) implements State {}

        record Done(DoctorReport report, long atNs) implements State {}

        /** The book could not be read. */
        record Failed(String reason, long atNs) implements State {}

        /** How long ago it came to this; nothing when it never did. */
        default Duration age() {
            return switch (this) {
                case Never never -> Duration.ZERO;
                case Running running -> since(running.sinceNs());
                case Done done -> since(done.atNs());
                case Failed failed -> since(failed.atNs());
            };
        }

        private static Duration since(long ns) {
            return Duration.ofNanos(System.nanoTime() - ns);
        }
    }

    State state() {
        return state;
    }

    /** Begins one, unless one is running. */
    synchronized void begin() {
        if (!(state instanceof State.Running)) {
            state = new State.Running(System.nanoTime());
            Thread.ofVirtual().name("examination").start(this::examine);
        }
    }

    private void examine() {
        State result = new State.Failed("It was broken off by a defect; the log has it.", System.nanoTime());
        try {
            DoctorReport report = new Doctor(database.ledger(), FilterCheck.ofEngine()).examine(Book.NUMBER);
            result = new State.Done(report, System.nanoTime());
        } catch (SQLException failed) {
            result = new State.Failed("The book cannot be read: " + failed.getMessage(), System.nanoTime());
        } finally {
            state = result;
        }
    }
}
