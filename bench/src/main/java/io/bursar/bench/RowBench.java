package io.bursar.bench;

import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Terms;
import io.bursar.postgres.PrivateServer;
import io.bursar.postgres.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What each column of the log and each index costs: rows the engine wrote, copied with and without it, in turn. */
final class RowBench {
    private static final int ROUNDS = 3;

    private record Variant(String name, String columns, String indexBefore) {}

    private static final String ALL = "seq, amount, debit_balance, credit_balance, debit_prev, credit_prev, body_hash,"
            + " effective_at, debit, credit, kind, leg, key, detail";

    private static final List<Variant> VARIANTS = List.of(
            new Variant("the log's row", ALL, ""),
            new Variant("without key and body hash", without("body_hash", "key"), ""),
            new Variant("without back pointers", without("debit_prev", "credit_prev"), ""),
            new Variant("without running balances", without("debit_balance", "credit_balance"), ""),
            new Variant("without detail", without("detail"), ""),
            new Variant("without the null effective time", without("effective_at"), ""),
            new Variant(
                    "with an effective time in every row", ALL.replace("effective_at", "now() AS effective_at"), ""),
            new Variant("with a primary key on seq", ALL, "CREATE UNIQUE INDEX ON bench.row (seq)"),
            new Variant("with an index on key", ALL, "CREATE UNIQUE INDEX ON bench.row (key) WHERE key IS NOT NULL"));

    private final Bench.Options options;
    private final Results results;

    RowBench(Bench.Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    private static String without(String... columns) {
        String rest = ", " + ALL + ",";
        for (String column : columns) {
            rest = rest.replace(", " + column + ",", ",");
        }
        return rest.substring(2, rest.length() - 1);
    }

    void run() throws Exception {
        long rows = Math.min(options.rows(), 1_000_000);
        try (PrivateServer server = TestDatabases.startPrivateServerAsInService();
                Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            LedgerSchema.install(connection);
            statement.execute(Workload.TABLES);
            write(server, rows);
            for (Variant variant : VARIANTS) {
                measure(connection, variant, rows);
            }
            statement.execute("CREATE TABLE bench.row AS SELECT " + ALL + " FROM ledger.log LIMIT " + rows);
            bulk(statement, "bulk: primary key", "CREATE UNIQUE INDEX ON bench.row (seq)", rows);
            bulk(
                    statement,
                    "bulk: unique index on key",
                    "CREATE UNIQUE INDEX ON bench.row (key) WHERE key IS NOT NULL",
                    rows);
        }
    }

    private static void write(PrivateServer server, long rows) throws Exception {
        var database = new org.postgresql.ds.PGSimpleDataSource();
        database.setUrl(server.jdbcUrl());
        database.setUser(server.user());
        database.setPassword(server.password());
        Workload workload = new Workload(1, 10_000, false);
        try (Ledger ledger = Ledger.open(LedgerConfig.of(database, 1).withRiders(Workload.RIDERS))) {
            ledger.submit(new Command.DefineChart(Workload.CHART, Terms.NONE)).get();
            while (workload.transfers() < rows + rows / 10) {
                ledger.submitAll(workload.batch(8_000), Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(1))
                        .get();
            }
        }
    }

    private void measure(Connection connection, Variant variant, long rows) throws Exception {
        ByteArrayOutputStream data = new ByteArrayOutputStream(200_000_000);
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "COPY (SELECT " + variant.columns() + " FROM ledger.log LIMIT " + rows
                                + ") TO STDOUT (FORMAT binary)",
                        data);
        byte[] bytes = data.toByteArray();
        double best = 0;
        long size = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS bench.row");
                statement.execute("CREATE TABLE bench.row WITH (autovacuum_enabled = off) AS SELECT "
                        + variant.columns() + " FROM ledger.log LIMIT 0");
                if (!variant.indexBefore().isEmpty()) {
                    statement.execute(variant.indexBefore());
                }
                statement.execute("CHECKPOINT");
                long begun = System.nanoTime();
                CopyIn copy = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY bench.row FROM STDIN (FORMAT binary)");
                for (int from = 0; from < bytes.length; from += 65_536) {
                    copy.writeToCopy(bytes, from, Math.min(65_536, bytes.length - from));
                }
                copy.endCopy();
                best = Math.max(best, rows / ((System.nanoTime() - begun) / 1e9));
                try (ResultSet row = statement.executeQuery("SELECT pg_relation_size('bench.row')")) {
                    row.next();
                    size = row.getLong(1);
                }
                statement.execute("DROP TABLE bench.row");
            }
        }
        results.fact("COPY " + variant.name(), best, "rows/s");
        results.fact("heap of " + variant.name(), size / (double) rows, "B/row");
    }

    private void bulk(Statement statement, String name, String sql, long rows) throws Exception {
        statement.execute("SET maintenance_work_mem = '256MB'");
        long begun = System.nanoTime();
        statement.execute(sql);
        results.fact(name, (System.nanoTime() - begun) / 1e3 / rows, "us/row");
    }
}
