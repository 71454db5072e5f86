package io.bursar.postgres;

import io.bursar.postgres.DatabaseDescription.Durability;
import io.bursar.postgres.DatabaseDescription.Kind;
import io.bursar.postgres.ExternalCheck.BadAddress;
import io.bursar.postgres.ExternalCheck.NotDurable;
import io.bursar.postgres.ExternalCheck.ReadOnly;
import io.bursar.postgres.ExternalCheck.Refusal;
import io.bursar.postgres.ExternalCheck.Refused;
import io.bursar.postgres.ExternalCheck.TooOld;
import io.bursar.postgres.ExternalCheck.Unreachable;
import io.bursar.postgres.ExternalCheck.Usable;
import io.bursar.postgres.ExternalCheck.WrongEncoding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Looks over a PostgreSQL that someone else runs, before money is entrusted to it. */
public final class ExternalPostgres {
    private static final int OLDEST = 180_000;
    private static final String LOGIN_LIMIT_SECONDS = "10";

    private static final String READ_FACTS = """
            SELECT current_setting('server_version'),
                   current_setting('server_version_num')::int,
                   current_setting('server_encoding'),
                   current_setting('fsync'),
                   current_setting('full_page_writes'),
                   current_setting('synchronous_commit'),
                   current_setting('synchronous_standby_names'),
                   current_setting('default_transaction_read_only'),
                   pg_is_in_recovery()
            """;

    private ExternalPostgres() {}

    /** What the server says of itself. */
    record Facts(
            String version,
            int versionNumber,
            String encoding,
            String fsync,
            String fullPageWrites,
            String synchronousCommit,
            String standbys,
            String readOnly,
            boolean isInRecovery) {}

    /**
     * Connects and checks version, durability, encoding and that it takes writes.
     *
     * @param address in one of the forms of {@link PostgresAddress#parse}
     */
    public static ExternalCheck check(String address) {
        return PostgresAddress.parse(address)
                .map(ExternalPostgres::check)
                .orElseGet(() -> new Refused(List.of(new BadAddress())));
    }

    /** The same for an address already read. */
    public static ExternalCheck check(PostgresAddress address) {
        Facts facts;
        try {
            facts = read(address);
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).strip();
            return new Refused(List.of(
                    new Unreachable(address.jdbcUrl(), address.user(), reason.endsWith(".") ? reason : reason + ".")));
        }
        List<Refusal> refusals = judge(facts);
        return refusals.isEmpty() ? new Usable(address, describe(address, facts)) : new Refused(refusals);
    }

    /** All that speaks against a server, in the order in which one would mend it. */
    static List<Refusal> judge(Facts facts) {
        List<Refusal> refusals = new ArrayList<>();
        if (facts.versionNumber() < OLDEST) {
            refusals.add(new TooOld(facts.version()));
        }
        if (facts.isInRecovery()) {
            refusals.add(new ReadOnly(ReadOnly.Cause.IN_RECOVERY));
        }
        if (facts.readOnly().equals("on")) {
            refusals.add(new ReadOnly(ReadOnly.Cause.DEFAULT_TRANSACTION_READ_ONLY));
        }
        if (!facts.encoding().equals("UTF8")) {
            refusals.add(new WrongEncoding(facts.encoding()));
        }
        if (!facts.fsync().equals("on")) {
            refusals.add(new NotDurable("fsync", facts.fsync()));
        }
        if (!facts.fullPageWrites().equals("on")) {
            refusals.add(new NotDurable("full_page_writes", facts.fullPageWrites()));
        }
        if (facts.synchronousCommit().equals("off")) {
            refusals.add(new NotDurable("synchronous_commit", facts.synchronousCommit()));
        }
        return refusals;
    }

    private static Facts read(PostgresAddress address) throws SQLException {
        Properties properties = new Properties();
        if (!address.user().isEmpty()) {
            properties.setProperty("user", address.user());
        }
        if (!address.password().isEmpty()) {
            properties.setProperty("password", address.password());
        }
        properties.setProperty("loginTimeout", LOGIN_LIMIT_SECONDS);
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ_FACTS)) {
            row.next();
            return new Facts(
                    row.getString(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    row.getBoolean(9));
        }
    }

    private static DatabaseDescription describe(PostgresAddress address, Facts facts) {
        String place =
                address.jdbcUrl().replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("\\?.*", "");
        String standbys = facts.standbys().isEmpty()
                ? "no synchronous standby"
                : "synchronous standbys " + facts.standbys() + ", synchronous_commit " + facts.synchronousCommit();
        String as = address.user().isEmpty() ? "" : " as " + address.user();
        return new DatabaseDescription(
                Kind.EXTERNAL, facts.version(), place + as, "", Durability.DURABLE, List.of(standbys));
    }
}
