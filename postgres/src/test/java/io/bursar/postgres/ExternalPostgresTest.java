package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.ExternalCheck.BadAddress;
import io.bursar.postgres.ExternalCheck.NotDurable;
import io.bursar.postgres.ExternalCheck.ReadOnly;
import io.bursar.postgres.ExternalCheck.Refusal;
import io.bursar.postgres.ExternalCheck.Refused;
import io.bursar.postgres.ExternalCheck.TooOld;
import io.bursar.postgres.ExternalCheck.Unreachable;
import io.bursar.postgres.ExternalCheck.Usable;
import io.bursar.postgres.ExternalCheck.WrongEncoding;
import io.bursar.postgres.ExternalPostgres.Facts;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ExternalPostgresTest {
    private static final Facts GOOD = new Facts("18.6", 180_006, "UTF8", "on", "on", "on", "", "off", false);

    private static String address(PrivateServer server, String database) {
        return "postgres://" + server.user() + ":" + server.password() + "@127.0.0.1:"
                + server.server().port() + "/" + database;
    }

    private static List<Refusal> refusals(ExternalCheck check) {
        assertThat(check).isInstanceOf(Refused.class);
        return ((Refused) check).refusals();
    }

    @Test
    void a_sound_server_is_usable_and_described() {
        try (PrivateServer server = TestDatabases.startPrivateServer()) {
            ExternalCheck check = ExternalPostgres.check(address(server, "bursar"));
            assertThat(check).isInstanceOf(Usable.class);
            Usable usable = (Usable) check;
            assertThat(usable.description().line())
                    .isEqualTo("Database: external PostgreSQL 18.6 at 127.0.0.1:"
                            + server.server().port()
                            + "/bursar as postgres, durable (fsync on); no synchronous standby");
            assertThat(usable.toString()).doesNotContain(server.password());

            String jdbc = server.jdbcUrl() + "?user=postgres&password=" + server.password();
            assertThat(ExternalPostgres.check(jdbc)).isInstanceOf(Usable.class);
        }
    }

    @Test
    void a_careless_server_is_refused_with_every_reason_and_remedy() throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServer()) {
            server.stop();
            Process careless = Servers.startRaw(
                    server.server(),
                    "fsync=off",
                    "full_page_writes=off",
                    "synchronous_commit=off",
                    "default_transaction_read_only=on");
            ExternalCheck check = ExternalPostgres.check(address(server, "bursar"));
            Servers.kill9(careless);

            assertThat(refusals(check))
                    .containsExactly(
                            new ReadOnly(ReadOnly.Cause.DEFAULT_TRANSACTION_READ_ONLY),
                            new NotDurable("fsync", "off"),
                            new NotDurable("full_page_writes", "off"),
                            new NotDurable("synchronous_commit", "off"));
            assertThat(((Refused) check).text())
                    .contains("BURSAR_DATABASE_URL cannot be used")
                    .contains("ALTER SYSTEM SET fsync = on")
                    .contains("ALTER SYSTEM SET full_page_writes = on")
                    .contains("ALTER SYSTEM SET synchronous_commit = on")
                    .contains("default_transaction_read_only");
        }
    }

    @Test
    void a_database_in_another_encoding_is_refused() throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServer();
                var connection = server.connect()) {
            Servers.ask(
                    connection,
                    "CREATE DATABASE old ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
            assertThat(refusals(ExternalPostgres.check(address(server, "old"))))
                    .containsExactly(new WrongEncoding("LATIN1"));
        }
    }

    @Test
    void a_setting_of_the_role_counts_too() throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServer();
                var connection = server.connect()) {
            Servers.ask(connection, "ALTER ROLE postgres SET synchronous_commit = off");
            assertThat(refusals(ExternalPostgres.check(address(server, "bursar"))))
                    .containsExactly(new NotDurable("synchronous_commit", "off"));
        }
    }

    @Test
    void no_connection_is_a_refusal_that_says_why() {
        try (PrivateServer server = TestDatabases.startPrivateServer()) {
            String wrongPassword = address(server, "bursar").replace(server.password(), "guess");
            assertThat(refusals(ExternalPostgres.check(wrongPassword)))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> assertThat(unreachable.text())
                                    .contains("password authentication failed")
                                    .doesNotContain("guess"));
            String down = address(server, "bursar");
            server.stop();
            assertThat(refusals(ExternalPostgres.check(down))).singleElement().isInstanceOf(Unreachable.class);
        }
    }

    @Test
    void a_standby_and_an_old_version_are_refused() {
        assertThat(ExternalPostgres.judge(GOOD)).isEmpty();
        Facts old = new Facts("15.20", 150_020, "UTF8", "on", "on", "on", "", "off", true);
        assertThat(ExternalPostgres.judge(old))
                .containsExactly(new TooOld("15.20"), new ReadOnly(ReadOnly.Cause.IN_RECOVERY));
        assertThat(new TooOld("15.20").text()).contains("15.20").contains("18 or later");
        assertThat(new ReadOnly(ReadOnly.Cause.IN_RECOVERY).text()).contains("pg_is_in_recovery()");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://ann:s%40cret@db.example:5432/pay, jdbc:postgresql://db.example:5432/pay, ann, s@cret",
        "postgresql://ann:a+b@db.example/pay?ssl=true, jdbc:postgresql://db.example/pay?ssl=true, ann, a+b",
        "postgres://db.example/pay, jdbc:postgresql://db.example/pay, '', ''",
        "'postgres://ann@a:1,b:2/pay', 'jdbc:postgresql://a:1,b:2/pay', ann, ''",
        "jdbc:postgresql://db:1/pay?user=ann&password=pw&ssl=true, jdbc:postgresql://db:1/pay?ssl=true, ann, pw",
        "jdbc:postgresql://db/pay, jdbc:postgresql://db/pay, '', ''",
        "' postgres://ann:pw@[::1]:5432/pay ', 'jdbc:postgresql://[::1]:5432/pay', ann, pw",
    })
    void an_address_is_read(String text, String jdbcUrl, String user, String password) {
        assertThat(PostgresAddress.parse(text)).contains(new PostgresAddress(jdbcUrl, user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost:5432", "mysql://a:b@c/d", "postgres://", "postgres://a:%zz@c/d", "jdbc:h2:x"})
    void other_texts_are_no_address(String text) {
        assertThat(refusals(ExternalPostgres.check(text))).containsExactly(new BadAddress());
    }
}
