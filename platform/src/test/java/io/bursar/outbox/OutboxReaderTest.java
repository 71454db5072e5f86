package io.bursar.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever reads as the package says gets every event once, and one object's in their order. */
class OutboxReaderTest {
    private static final int WRITERS = 6;
    private static final int TRANSACTIONS = 60;
    private static final int OBJECTS = 3;
    private static final int LOOKS_MAX = 2_000;

    private static final String EVENTS = """
            SELECT object_id, body
            FROM outbox.event
            WHERE number > ? AND number <= ? AND type = ?
            ORDER BY number
            """;

    /** Where a reader is, and how far it will go once all below the barrier have ended. */
    private record Place(long number, long goal, long barrier) {}

    private final RunningBursar bursar = RunningBursar.shared();
    private final String type = "test." + RunningBursar.unique("read").replace('-', '_');

    /** Counts how often each object changed, so that its events have an order to be checked against. */
    @Test
    void no_event_is_missed_and_none_comes_before_an_earlier_one() throws Exception {
        long seed = new Random().nextLong();
        try (Connection setUp = bursar.superuser().connect()) {
            setUp.createStatement()
                    .execute("CREATE TABLE IF NOT EXISTS public.outbox_probe (name text PRIMARY KEY, version int8)");
            for (int object = 0; object < OBJECTS; object++) {
                setUp.createStatement()
                        .execute("INSERT INTO public.outbox_probe VALUES ('" + type + object
                                + "', 0) ON CONFLICT DO NOTHING");
            }
        }
        AtomicInteger running = new AtomicInteger(WRITERS);
        List<String> seen = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                Random random = new Random(seed + writer);
                writers.add(pool.submit(() -> {
                    write(random);
                    running.decrementAndGet();
                    return null;
                }));
            }
            Place place = new Place(0, 0, 0);
            while (running.get() > 0) {
                place = read(place, seen);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            for (int look = 0; seen.size() < WRITERS * TRANSACTIONS && look < LOOKS_MAX; look++) {
                place = read(place, seen);
            }
        }
        assertThat(seen).as("seed %d", seed).hasSize(WRITERS * TRANSACTIONS);
        for (int object = 0; object < OBJECTS; object++) {
            String name = type + object + " ";
            List<Long> versions = seen.stream()
                    .filter(each -> each.startsWith(name))
                    .map(each -> Long.valueOf(each.substring(name.length())))
                    .toList();
            assertThat(versions).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
        }
    }

    /** Some take their transaction id before they wait for the row, as a feature may that has written elsewhere. */
    private void write(Random random) throws SQLException {
        try (Connection connection = bursar.superuser().connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                if (random.nextBoolean()) {
                    connection.createStatement().execute("SELECT pg_current_xact_id()");
                }
                String object = type + random.nextInt(OBJECTS);
                long version;
                try (ResultSet row = connection
                        .createStatement()
                        .executeQuery("UPDATE public.outbox_probe SET version = version + 1 WHERE name = '" + object
                                + "' RETURNING version")) {
                    row.next();
                    version = row.getLong(1);
                }
                try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO outbox.event (id, book, type, object_id, body, api_version)"
                                + " VALUES (?, 9, ?, ?, ?, 'v')")) {
                    insert.setObject(1, io.bursar.api.ObjectIds.next(9));
                    insert.setString(2, type);
                    insert.setString(3, object);
                    insert.setString(4, String.valueOf(version));
                    insert.executeUpdate();
                }
                connection.commit();
            }
        }
    }

    private Place read(Place place, List<String> seen) throws SQLException {
        try (Connection connection = bursar.superuser().connect()) {
            if (number(connection, "SELECT pg_snapshot_xmin(pg_current_snapshot())") < place.barrier()) {
                return place;
            }
            try (PreparedStatement events = connection.prepareStatement(EVENTS)) {
                events.setLong(1, place.number());
                events.setLong(2, place.goal());
                events.setString(3, type);
                try (ResultSet rows = events.executeQuery()) {
                    while (rows.next()) {
                        seen.add(rows.getString("object_id") + " " + rows.getString("body"));
                    }
                }
            }
            connection.setAutoCommit(false);
            long goal = number(connection, "SELECT coalesce(max(number), 0) FROM outbox.event");
            long barrier = number(connection, "SELECT pg_current_xact_id()");
            connection.commit();
            return new Place(place.goal(), goal, barrier);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return Long.parseLong(row.getString(1));
        }
    }
}
