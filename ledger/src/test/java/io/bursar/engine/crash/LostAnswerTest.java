package io.bursar.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection is cut while a commit is under way: the engine finds out what became of it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostAnswerTest {
    private static final int CUTS = Boolean.getBoolean("bursar.long") ? 100 : 6;
    private static final long SEED = Long.getLong("bursar.seed", new Random().nextLong() & 0xffff_ffffL);

    @ParameterizedTest
    @EnumSource(CutProxy.Cut.class)
    void a_commit_whose_answer_was_lost_is_found_and_nothing_is_doubled(CutProxy.Cut cut) throws Exception {
        System.out.println("lost answers: -Dbursar.seed=" + SEED);
        Queue<String> trouble = new ConcurrentLinkedQueue<>();
        try (TestDatabase database = database();
                CutProxy proxy =
                        new CutProxy(URI.create(database.jdbcUrl().substring(5)).getPort())) {
            Map<String, Diary.Entry> diary = new LinkedHashMap<>();
            try (Ledger ledger =
                    Ledger.open(Work.config(through(proxy, database)).withObserver(new Listener(trouble)))) {
                ledger.submit(new Command.DefineChart(Work.CHART, Terms.NONE)).join();
                Random random = new Random(SEED + cut.ordinal());
                for (int i = 0; i < CUTS; i++) {
                    round(ledger, proxy, cut, random, diary, i);
                }
            }
            assertThat(proxy.cuts()).isEqualTo(CUTS);
            assertThat(trouble).anyMatch(doing -> doing.contains("finding out whether it was committed"));
            AfterCrash.Found found = new AfterCrash(database.dataSource()).look(diary);
            assertThat(found.unknown()).isZero();
        }
    }

    private static void round(
            Ledger ledger, CutProxy proxy, CutProxy.Cut cut, Random random, Map<String, Diary.Entry> diary, int round) {
        List<Work> together = new ArrayList<>();
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            together.add(new Work("cut-" + round + "-" + i, Work.Type.PAY_WITH_ROW, i, i % 20, 1 + i, 0, 0));
        }
        together.add(new Work("cut-" + round + "-c", Work.Type.COUNT, 1, 1, 1, 0, 0));
        proxy.arm(cut);
        CompletableFuture<List<Outcome>> submitted = ledger.submitAll(
                together.stream().map(work -> work.command(round)).toList(),
                Lane.INTERACTIVE,
                Atomicity.INDIVIDUAL,
                Duration.ofSeconds(30));
        List<Outcome> outcomes = submitted.join();
        for (int i = 0; i < together.size(); i++) {
            assertThat(outcomes.get(i)).isInstanceOf(Outcome.Applied.class);
            String answer = Diary.answer(outcomes.get(i), Atomicity.INDIVIDUAL);
            diary.put(together.get(i).key(), new Diary.Entry(together.get(i), answer));
        }
    }

    private record Listener(Queue<String> trouble) implements LedgerObserver {
        @Override
        public void unavailable(String doing, Exception cause) {
            trouble.add(doing + ": " + cause.getMessage());
        }
    }

    private static PGSimpleDataSource through(CutProxy proxy, TestDatabase database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
        source.setUser(database.user());
        source.setPassword(database.password());
        source.setPrepareThreshold(0);
        return source;
    }

    private static TestDatabase database() throws Exception {
        TestDatabase database = TestDatabases.create();
        try (Connection owner = database.connect()) {
            Work.install(owner);
        }
        return database;
    }
}
