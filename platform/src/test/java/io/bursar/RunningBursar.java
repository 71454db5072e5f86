package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.access.ApiKeys;
import io.bursar.access.SecretKey;
import io.bursar.api.Caller.Right;
import io.bursar.api.VersionChange;
import io.bursar.api.WebSettings;
import io.bursar.books.DoctorSchedule;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.gateways.GatewaySettings;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import io.bursar.traces.TraceSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The application, started once for all tests of a JVM, on an embedded PostgreSQL and a free port. Tests share its
 * book: each uses paths and keys of its own, which {@link #unique} makes.
 */
public final class RunningBursar implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** What a shop's server needs, and no more. */
    private static final Set<Right> ORDINARY =
            Set.of(Right.CHART_WRITE, Right.ACCOUNTS_WRITE, Right.TRANSACTIONS_WRITE, Right.HOLDS_WRITE);

    private final TestDatabase database;
    private final ServletWebServerApplicationContext context;
    private final SecretKey key;
    private final SecretKey keyWithoutRights;

    private RunningBursar(TestDatabase database, TraceSettings traces) {
        this(database, traces, GatewaySettings.NONE, spring -> {});
    }

    private RunningBursar(
            TestDatabase database,
            TraceSettings traces,
            GatewaySettings gateways,
            Consumer<GenericApplicationContext> components) {
        this.database = database;
        // The doctor looks when a test asks: looks at times of its own would race with what tests expect.
        context = Application.start(
                new Application.Given(settings(database), webSettings(), traces, DoctorSchedule.ONLY_ASKED, gateways),
                components);
        ApiKeys keys = context.getBean(ApiKeys.class);
        key = keys.create("tests", EnumSet.allOf(Right.class));
        keyWithoutRights = keys.create("tests without extraordinary rights", ORDINARY);
    }

    private static final class Shared {
        static final RunningBursar INSTANCE = new RunningBursar(TestDatabases.create(), TraceSettings.OFF);

        static {
            isShared = true;
        }
    }

    private static volatile boolean isShared;

    /** Stops the shared one when all tests have run: before its database, which ends with the JVM. */
    public static final class Closer implements LauncherSessionListener {
        @Override
        public void launcherSessionClosed(LauncherSession session) {
            if (isShared) {
                Shared.INSTANCE.close();
            }
        }
    }

    /** The one that tests share. */
    public static RunningBursar shared() {
        return Shared.INSTANCE;
    }

    /** One for a test that stops it or must be alone in its book. */
    public static RunningBursar startOwn() {
        return new RunningBursar(TestDatabases.create(), TraceSettings.OFF);
    }

    /** One on a database that something is in already; closed with it. */
    public static RunningBursar startOn(TestDatabase database) {
        return new RunningBursar(database, TraceSettings.OFF);
    }

    /** One of its own that has gone on to later versions of the API. */
    public static RunningBursar startWithVersions(List<VersionChange> changes) {
        return new RunningBursar(
                TestDatabases.create(),
                TraceSettings.OFF,
                GatewaySettings.NONE,
                spring -> changes.forEach(
                        change -> spring.registerBean(change.getClass().getName(), VersionChange.class, () -> change)));
    }

    /** One of its own that has gateways, and further components. */
    public static RunningBursar startWithGateways(
            GatewaySettings gateways, Consumer<GenericApplicationContext> components) {
        return new RunningBursar(TestDatabases.create(), TraceSettings.OFF, gateways, components);
    }

    /** Another node with gateways on this one's database; to be closed before it. */
    public RunningBursar startBesideWithGateways(
            GatewaySettings gateways, Consumer<GenericApplicationContext> components) {
        return new RunningBursar(database, TraceSettings.OFF, gateways, components);
    }

    /** One of its own whose traces go somewhere. */
    static RunningBursar startTraced(TraceSettings traces) {
        return new RunningBursar(TestDatabases.create(), traces);
    }

    /** Another node on this one's database; to be closed before it. */
    public RunningBursar startBeside() {
        return new RunningBursar(database, TraceSettings.OFF);
    }

    /** The shared server's roles are the same for all its databases, so all tests of a JVM share a home. */
    public static DatabaseSettings settings(TestDatabase database) {
        String user = URLEncoder.encode(database.user(), StandardCharsets.UTF_8);
        String password = URLEncoder.encode(database.password(), StandardCharsets.UTF_8);
        Path home = Path.of(
                "target", "test-home", String.valueOf(ProcessHandle.current().pid()));
        return DatabaseSettings.external(home, database.jdbcUrl() + "?user=" + user + "&password=" + password);
    }

    private static WebSettings webSettings() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return WebSettings.local(socket.getLocalPort());
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    /** A word that no other test uses. */
    public static String unique(String word) {
        return word + "-" + NUMBER.incrementAndGet();
    }

    public URI url(String path) {
        return URI.create(
                "http://127.0.0.1:" + context.getBean(WebSettings.class).port() + path);
    }

    /** A request with the key that has every right. */
    public Request get(String path) {
        return new Request(this, "GET", path).bearer(key.reveal());
    }

    /** A request with the key that has every right. */
    public Request post(String path) {
        return new Request(this, "POST", path).bearer(key.reveal());
    }

    /** A request of any method with the key that has every right. */
    public Request request(String method, String path) {
        return new Request(this, method, path).bearer(key.reveal());
    }

    /** Revokes the key that was made last. */
    public void revokeNewest() {
        int newest = bean(JdbcClient.class)
                .sql("SELECT max(number) FROM access.api_key")
                .query(Integer.class)
                .single();
        assertThat(bean(ApiKeys.class).revoke(newest)).isTrue();
    }

    /** A key that may not book facts, nor make keys or books, in the clear. */
    public String keyWithoutRights() {
        return keyWithoutRights.reveal();
    }

    /** The key that has every right, in the clear. */
    public String keyInTheClear() {
        return key.reveal();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ServletWebServerApplicationContext context() {
        return context;
    }

    public Database database() {
        return context.getBean(Database.class);
    }

    /** The superuser's view of the same database. */
    public TestDatabase superuser() {
        return database;
    }

    /** Asks until the answer has the status, for at most the second within which a key must have stopped. */
    public static Reply awaitStatus(Request request, int status) {
        Instant until = Instant.now().plusSeconds(1);
        Reply reply = request.send();
        while (reply.status() != status && Instant.now().isBefore(until)) {
            reply = request.send();
        }
        return reply.expect(status);
    }

    /** Stops the application and leaves the database. */
    public void stop() {
        context.close();
    }

    @Override
    public void close() {
        stop();
        database.close();
    }
}
