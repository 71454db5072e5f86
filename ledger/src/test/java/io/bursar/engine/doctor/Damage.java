package io.bursar.engine.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * One way to damage a book by hand.
 *
 * @param check that must find it
 * @param at what the statement's id is of
 * @param sql does it and returns an id
 */
record Damage(Check check, At at, String what, String sql) {
    /** What an id is of, and so where the finding must be. */
    enum At {
        ROW,
        NEXT_ROW,
        ACCOUNT,
        BATCH,
        PARTITION,
        CLAIM,
        BOOK
    }

    /** Damages the book as a superuser whom no trigger stops. @return where the doctor must find it */
    Finding.Place inflict(Connection superuser) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute("SET allow_system_table_mods = on");
            statement.execute("""
                    CREATE FUNCTION pg_temp.run(command text) RETURNS int4 LANGUAGE plpgsql AS $$
                    BEGIN
                        EXECUTE command;
                        RETURN 0;
                    END $$""");
            try (ResultSet id = statement.executeQuery(sql)) {
                if (!id.next()) {
                    throw new AssertionError("nothing was damaged by: " + what);
                }
                return place(id.getLong(1));
            }
        }
    }

    private Finding.Place place(long id) {
        return switch (at) {
            case ROW -> new Finding.Place.Row(id);
            case NEXT_ROW -> new Finding.Place.Row(id + 1);
            case ACCOUNT -> new Finding.Place.Account((int) id);
            case BATCH -> new Finding.Place.Batch(id);
            case PARTITION -> new Finding.Place.Partition((int) id);
            case CLAIM -> new Finding.Place.Claim(id);
            case BOOK -> new Finding.Place.Book((int) id);
        };
    }

    @Override
    public String toString() {
        return check + ": " + what;
    }

    // ---- how damage is written

    static Damage row(Check check, String what, String set, String where) {
        return new Damage(
                check, At.ROW, what, "UPDATE ledger.log SET " + set + " WHERE seq = (" + where + ") RETURNING seq");
    }

    static Damage detail(Check check, String what, String path, String value, String where) {
        return row(check, what, "detail = jsonb_set(detail::jsonb, '{" + path + "}', '" + value + "')::text", where);
    }

    static Damage table(Check check, At at, String what, String sql) {
        return new Damage(check, at, what, sql);
    }

    /** The last row of the log that fits. */
    static String last(String condition) {
        return "SELECT max(seq) FROM ledger.log WHERE " + condition;
    }

    /** The first one. */
    static String first(String condition) {
        return "SELECT min(seq) FROM ledger.log WHERE " + condition;
    }

    /** A row well inside the log that fits: neither the first of its kind nor in the last batch. */
    static String inside(String condition) {
        return "SELECT max(seq) FROM ledger.log WHERE (" + condition
                + ") AND seq < (SELECT first_seq FROM ledger.batch ORDER BY number DESC LIMIT 1)";
    }
}
