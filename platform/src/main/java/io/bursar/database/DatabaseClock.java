package io.bursar.database;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The database's clock, which is every node's, without asking the database each time: it is asked now and then, and
 * this machine counts on from there. For what is written beside a decision; what two nodes must agree on is compared by
 * the database itself.
 */
@Component
public final class DatabaseClock {
    static final String NOW = """
            SELECT clock_timestamp()
            """;

    private static final long FRESH_NS = Duration.ofSeconds(10).toNanos();

    private final JdbcClient jdbc;
    private volatile @Nullable Reading last;

    DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Reading(Instant time, long atNs) {}

    /** To the microsecond. */
    public Instant now() {
        long nowNs = System.nanoTime();
        Reading reading = last;
        if (reading == null || nowNs - reading.atNs > FRESH_NS) {
            Instant asked = jdbc.sql(NOW)
                    .query((row, index) -> row.getTimestamp(1).toInstant())
                    .single();
            reading = new Reading(asked, System.nanoTime());
            last = reading;
        }
        return reading.time.plusNanos(System.nanoTime() - reading.atNs).truncatedTo(ChronoUnit.MICROS);
    }
}
