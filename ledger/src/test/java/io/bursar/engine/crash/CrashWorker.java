package io.bursar.engine.crash;

import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that keeps the engine busy until it is killed or its input ends. Arguments: JDBC URL, user, password,
 * diary, seed, prefix of the keys. It prints {@code opened <ms>}, then how many commands were answered, every hundred.
 */
final class CrashWorker {
    private static final int THREADS = 4;
    private static final int TOGETHER_MAX = 300;
    private static final int TARGETS_MAX = 200;

    private final Ledger ledger;
    private final DataSource database;
    private final Diary diary;
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean stopping;

    private CrashWorker(Ledger ledger, DataSource database, Diary diary) {
        this.ledger = ledger;
        this.database = database;
        this.diary = diary;
    }

    public static void main(String[] args) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(args[0]);
        database.setUser(args[1]);
        database.setPassword(args[2]);
        long began = System.nanoTime();
        try (Diary diary = new Diary(Path.of(args[3]));
                Ledger ledger = Ledger.open(Work.config(database))) {
            say("opened " + (System.nanoTime() - began) / 1_000_000);
            ledger.submit(new Command.DefineChart(Work.CHART, Terms.NONE)).join();
            new CrashWorker(ledger, database, diary).run(Long.parseLong(args[4]), args[5]);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void run(long seed, String prefix) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> load(new Random(seed * THREADS + number), prefix, number)));
        }
        while (System.in.read() >= 0) {
            continue;
        }
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        say("stopped");
    }

    private void load(Random random, String prefix, int thread) {
        List<Long> holds = new ArrayList<>();
        List<Long> transactions = new ArrayList<>();
        long version = -1;
        for (int turn = 0; !stopping; turn++) {
            List<Work> together = new ArrayList<>();
            int count = random.nextInt(8) == 0 ? 1 + random.nextInt(TOGETHER_MAX) : 1 + random.nextInt(20);
            for (int i = 0; i < count; i++) {
                String key = prefix + "-" + thread + "-" + turn + "-" + i;
                together.add(Work.random(random, key, holds, transactions));
            }
            version = version < 0 ? version(thread) : version;
            if (version >= 0) {
                together.add(new Work(prefix + "-" + thread + "-" + turn + "-c", Work.Type.COUNT, thread, 1, 1, 0, 0));
            }
            Outcome counted = submit(random, together, version, new Targets(holds, transactions));
            version = counted instanceof Outcome.Applied ? version + 1 : -1;
        }
    }

    private record Targets(List<Long> holds, List<Long> transactions) {
        void note(Work work, Outcome outcome) {
            if (outcome instanceof Outcome.Applied applied) {
                List<Long> list = work.type() == Work.Type.HOLD ? holds : transactions;
                boolean reversible = work.type() != Work.Type.RELEASE;
                if (reversible) {
                    list.add(applied.id());
                }
                if (list.size() > TARGETS_MAX) {
                    list.removeFirst();
                }
            }
        }
    }

    /** @return the outcome of the last command */
    private Outcome submit(Random random, List<Work> together, long version, Targets targets) {
        Atomicity atomicity = random.nextInt(12) == 0 ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL;
        List<Command> commands =
                together.stream().map(work -> work.command(version)).toList();
        diary.submitting(together);
        try {
            List<Outcome> outcomes = ledger.submitAll(
                            commands,
                            random.nextBoolean() ? Lane.BULK : Lane.INTERACTIVE,
                            atomicity,
                            Duration.ofSeconds(60))
                    .join();
            for (int i = 0; i < outcomes.size(); i++) {
                diary.told(together.get(i).key(), Diary.answer(outcomes.get(i), atomicity));
                targets.note(together.get(i), outcomes.get(i));
            }
            long before = answered.getAndAdd(outcomes.size());
            long after = before + outcomes.size();
            if (before / 100 != after / 100) {
                say(Long.toString(after));
            }
            return outcomes.getLast();
        } catch (CompletionException failed) {
            say("failed " + failed.getCause());
            return new Outcome.Busy();
        }
    }

    private long version(int counter) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM crash.counter WHERE id = " + counter)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException unreachable) {
            return -1;
        }
    }
}
