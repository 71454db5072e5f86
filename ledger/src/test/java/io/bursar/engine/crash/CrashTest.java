package io.bursar.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.PrivateServer;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Kill -9 of the JVM at random moments and at each named one, and of PostgreSQL, all under load. */
@Tag("slow")
class CrashTest {
    private static final boolean LONG = Boolean.getBoolean("bursar.long");
    private static final int TIMES = Integer.getInteger("bursar.times", LONG ? 15 : 1);
    private static final long SEED = Long.getLong("bursar.seed", new Random().nextLong() & 0xffff_ffffL);

    private static final List<String> WRITING = List.of(
            "after-begin",
            "after-first-copy",
            "after-copy-end",
            "after-riders",
            "before-commit",
            "after-commit",
            "before-publish");
    private static final List<String> CHAINING = List.of("chain-before-insert", "chain-after-insert");
    private static final List<String> SEALING =
            List.of("seal-before-index", "seal-after-index", "seal-after-checkpoint", "seal-before-commit");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void the_process_is_killed_at_random_moments() throws Exception {
        Random random = random("random moments");
        for (int time = 0; time < TIMES; time++) {
            try (TestDatabase database = database()) {
                for (int round = 0; round < 4; round++) {
                    killAtRandom(database, random, 4 * time + round);
                }
            }
        }
    }

    @Test
    void the_process_is_killed_at_each_named_moment() throws Exception {
        Random random = random("named moments");
        int round = 0;
        for (int time = 0; time < TIMES; time++) {
            try (TestDatabase database = database()) {
                for (String name : WRITING) {
                    killAt(database, name + ":" + (1 + random.nextInt(60)), random, round++);
                }
                for (String name : CHAINING) {
                    killAt(database, name + ":" + (1 + random.nextInt(3)), random, round++);
                }
                for (String name : SEALING) {
                    killAt(database, name + ":" + (1 + random.nextInt(2)), random, round++);
                }
            }
        }
    }

    private void killAtRandom(TestDatabase database, Random random, int round) throws Exception {
        Path diary = directory.resolve("random-" + round);
        try (WorkerProcess worker = start(List.of(), database, diary, random, "r" + round)) {
            worker.awaitAnswered(1 + random.nextInt(LONG ? 20_000 : 6_000));
            worker.kill9();
        }
        look("killed at random, round " + round, database.dataSource(), diary);
    }

    private void killAt(TestDatabase database, String point, Random random, int round) throws Exception {
        Path diary = directory.resolve("point-" + round);
        List<String> armed = List.of("-Dbursar.failpoint=" + point);
        try (WorkerProcess worker = start(armed, database, diary, random, "p" + round)) {
            int code = worker.awaitExit();
            assertThat(code).as("%s was reached: %s", point, worker.said()).isEqualTo(137);
        }
        look("killed at " + point, database.dataSource(), diary);
    }

    @Test
    void postgresql_is_killed_under_load() throws Exception {
        Random random = random("PostgreSQL");
        try (PrivateServer server = TestDatabases.startPrivateServer()) {
            try (Connection owner = server.connect()) {
                Work.install(owner);
            }
            for (int round = 0; round < TIMES; round++) {
                Path diary = directory.resolve("postgres-" + round);
                List<String> arguments = arguments(server.jdbcUrl(), server.user(), server.password());
                try (WorkerProcess worker = start(List.of(), arguments, diary, random, "s" + round)) {
                    long answered = 0;
                    for (int kill = 0; kill < 3; kill++) {
                        answered = worker.awaitAnswered(answered + 100 + random.nextInt(3_000));
                        server.kill9();
                        server.startAgain();
                    }
                    worker.awaitAnswered(answered + 1_000);
                    assertThat(worker.stop()).as("%s", worker.said()).isZero();
                }
                look("PostgreSQL killed three times, round " + round, dataSource(server), diary);
            }
        }
    }

    // ---- rounds

    private static Random random(String what) {
        System.out.println("crash test, " + what + ": -Dbursar.seed=" + SEED);
        return new Random(SEED ^ what.hashCode());
    }

    private static TestDatabase database() throws SQLException {
        TestDatabase database = TestDatabases.create();
        try (Connection owner = database.connect()) {
            Work.install(owner);
        }
        return database;
    }

    private static DataSource dataSource(PrivateServer server) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl());
        source.setUser(server.user());
        source.setPassword(server.password());
        return source;
    }

    private static List<String> arguments(String url, String user, String password) {
        return List.of(url, user, password);
    }

    private static WorkerProcess start(
            List<String> options, TestDatabase database, Path diary, Random random, String prefix) throws IOException {
        List<String> arguments = arguments(database.jdbcUrl(), database.user(), database.password());
        return start(options, arguments, diary, random, prefix);
    }

    private static WorkerProcess start(
            List<String> options, List<String> connection, Path diary, Random random, String prefix)
            throws IOException {
        List<String> arguments = Stream.concat(
                        connection.stream(),
                        Stream.of(diary.toString(), Long.toString(random.nextInt(1_000_000)), prefix))
                .toList();
        return WorkerProcess.start(options, arguments);
    }

    private static void look(String what, DataSource database, Path diary) throws IOException, SQLException {
        AfterCrash.Found found = new AfterCrash(database).look(Diary.read(diary));
        System.out.printf(
                "%s: open again in %d ms, %,d rows, %,d answers kept, of %d without an answer %d were applied%n",
                what, found.openedMs(), found.rows(), found.told(), found.unknown(), found.unknownApplied());
    }
}
