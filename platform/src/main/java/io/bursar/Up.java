package io.bursar;

import io.bursar.access.ApiKeys;
import io.bursar.access.SecretKey;
import io.bursar.api.Caller.Right;
import io.bursar.api.GrpcAddress;
import io.bursar.api.WebSettings;
import io.bursar.books.DoctorSchedule;
import io.bursar.console.SignInLinks;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.StartRefused;
import io.bursar.disputes.WarningTimes;
import io.bursar.gateways.GatewaySettings;
import io.bursar.traces.TraceSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** {@code up}: starts everything and says what to open and what to try. */
final class Up {
    private static final String HELP = """
            bursar up [options]

              --port N        listen on 127.0.0.1:N (usual: 8780, or the next free one)
              --grpc-port N   serve gRPC on 127.0.0.1:N (usual: the port after --port's, or any free one)
              --new-key       make another API key with every right, and show it
              --no-sandbox    do not play the gateways when none is configured
              --demo          open a shop whose customers pay at the sandbox, some of it going wrong, so that there is
                              something to see; never with a real gateway
              --help          this

            Environment
              BURSAR_HOME            directory for data and passwords (usual: ./.bursar)
              BURSAR_DATABASE_URL    a PostgreSQL 18 of yours instead of the embedded one:
                                     postgres://user:password@host:5432/database
              BURSAR_OWNER_PASSWORD, BURSAR_APP_PASSWORD
                                     passwords of the roles bursar_owner and bursar_app, where you made them
                                     yourself (docs/guides/external-database.md)
              BURSAR_LOG             json: each line of the log is a JSON object (usual: text)
              OTEL_EXPORTER_OTLP_ENDPOINT
                                     where traces go, such as http://127.0.0.1:4318 (usual: nowhere)
              BURSAR_DOCTOR_EVERY    minutes from one look of the doctor to the next; off: only when asked (usual: 5)
              BURSAR_STRIPE_KEY, BURSAR_RAZORPAY_KEY
                                     key of your account with a gateway (Razorpay: id:secret); without any, the
                                     sandbox plays them all
              BURSAR_STRIPE_WEBHOOK_SECRET, BURSAR_RAZORPAY_WEBHOOK_SECRET
                                     what signs their webhooks, sent to /webhooks/stripe and /webhooks/razorpay;
                                     several with commas between
              BURSAR_STRIPE_URL, BURSAR_RAZORPAY_URL
                                     another address, such as the sandbox's; for test keys alone
              BURSAR_STRIPE_CALLS_PER_SECOND, BURSAR_RAZORPAY_CALLS_PER_SECOND
                                     what the gateway lets the account do (usual: 100)
              BURSAR_DISPUTE_WARNINGS
                                     hours before a dispute's deadline at which people are told (usual: 72,24)
              BURSAR_DOCTOR_PERCENT  share of the time that such a look may work (usual: 20)

            Ctrl-C or SIGTERM stops it: it answers what it took, then stops its database.
            """;
    private static final String PAY = """
              curl -u $BURSAR_KEY: http://127.0.0.1:%d/v1/payment_intents -H 'Idempotency-Key: hello-2' \\
                -d amount=2500 -d currency=usd -d 'payment_method_types[]=card' -d payment_method=pm_card_visa \\
                -d confirm=true -d 'destination[account]=users/1/wallet'
            """;
    private static final int PORTS_TO_TRY = 100;
    /** Where the launcher says what the sandbox is run from; without it there is no sandbox. */
    private static final String SANDBOX_CLASS_PATH = "bursar.sandbox.classpath";

    /** Likewise the shop of {@code --demo}. */
    private static final String DEMO_CLASS_PATH = "bursar.demo.classpath";

    private Up() {}

    static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP);
            return 0;
        }
        try {
            Options options = Options.parse(arguments);
            checkLogFormat(System.getenv("BURSAR_LOG"));
            start(options);
            return 0;
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + " Try: bursar up --help");
            return 2;
        } catch (RuntimeException failed) {
            StartRefused refused = refusal(failed);
            if (refused == null) {
                throw failed;
            }
            System.err.println(refused.getMessage());
            return 1;
        }
    }

    private static void checkLogFormat(@Nullable String format) {
        if (format != null && !format.equals("json") && !format.equals("text")) {
            throw new IllegalArgumentException("BURSAR_LOG must be json or text, got \"" + format + "\".");
        }
    }

    private static void start(Options options) {
        int port = choosePort(options.port());
        Integer grpcPort = options.grpcPort();
        checkGrpcPort(grpcPort, port);
        DatabaseSettings database = DatabaseSettings.fromEnvironment();
        WarningTimes warnings = WarningTimes.of(System.getenv());
        Gates gates = gateways(options, database.home(), port);
        ServletWebServerApplicationContext application = Application.start(
                new Application.Given(
                        database,
                        WebSettings.local(port).withGrpcPort(grpcPort),
                        TraceSettings.of(System.getenv()),
                        DoctorSchedule.of(System.getenv()),
                        gates.settings),
                spring -> spring.registerBean(WarningTimes.class, () -> warnings));
        ApiKeys keys = application.getBean(ApiKeys.class);
        System.out.println(application.getBean(Database.class).describe().line());
        Optional<SecretKey> first = keys.createFirst();
        Optional<SecretKey> key = first.isEmpty() && options.newKey()
                ? Optional.of(keys.create("key made by up --new-key", EnumSet.allOf(Right.class)))
                : first;
        int grpc = application.getBean(GrpcAddress.class).port();
        if (grpcPort == null && grpc != port + 1) {
            System.out.printf("Port %d is taken; gRPC uses %d.%n", port + 1, grpc);
        }
        System.out.printf("gRPC: 127.0.0.1:%d%n", grpc);
        URI link = SignInLinks.on(application.getBean(Database.class))
                .first(application.getBean(WebSettings.class).publicUrl());
        System.out.print(greeting(port, link)
                + key.map(shown -> withKey(port, shown, gates)).orElseGet(() -> withoutKey(port)));
        if (options.demo()) {
            demo(port, gates, keys);
        }
    }

    private static void demo(int port, Gates gates, ApiKeys keys) {
        String classPath = System.getProperty(DEMO_CLASS_PATH, "");
        if (gates.sandbox == null || classPath.isEmpty()) {
            System.err.println("There is no demo: it pays at the sandbox alone, and that does not run here.");
            return;
        }
        try {
            SecretKey key = keys.create("shop of up --demo", EnumSet.of(Right.PAYMENTS_READ, Right.PAYMENTS_WRITE));
            DemoProcess.start(classPath, port, gates.sandbox, key.reveal());
            System.out.printf(
                    "Demo: a shop is open; one call in twenty goes wrong. See http://127.0.0.1:%d and %s/_sandbox%n",
                    port, gates.sandbox);
        } catch (IOException failed) {
            System.err.println("The demo does not start: " + failed.getMessage());
        }
    }

    /** @param sandbox where it is; null: it does not run */
    private record Gates(GatewaySettings settings, @Nullable URI sandbox) {}

    /** Those that are configured; where there are none, those that the sandbox plays. */
    private static Gates gateways(Options options, Path home, int port) {
        GatewaySettings configured = GatewaySettings.of(System.getenv());
        String classPath = System.getProperty(SANDBOX_CLASS_PATH, "");
        if (!configured.accounts().isEmpty() || !options.sandbox() || classPath.isEmpty()) {
            return new Gates(configured, null);
        }
        try {
            SandboxProcess sandbox = SandboxProcess.start(home, classPath);
            GatewaySettings played =
                    new SandboxAccounts(sandbox.address(), home).open(URI.create("http://127.0.0.1:" + port));
            System.out.printf(
                    "Sandbox: plays Stripe, Razorpay, the payer and the bank, no real money; its page: %s/_sandbox%n",
                    sandbox.address());
            return new Gates(played, sandbox.address());
        } catch (IOException failed) {
            System.err.println("The sandbox does not start, so there is no gateway: " + failed.getMessage());
            return new Gates(configured, null);
        }
    }

    private static String greeting(int port, URI link) {
        return """
                Bursar is up at http://127.0.0.1:%d

                Its console, in a browser; the link works once, for 15 minutes (another: bursar console):

                  %s

                """.formatted(port, link);
    }

    private static String withKey(int port, SecretKey key, Gates gates) {
        return """
                Your API key. It is shown this once; only its hash is kept:

                  export BURSAR_KEY=%2$s

                Try:

                  curl -u $BURSAR_KEY: http://127.0.0.1:%1$d/v1/chart -H 'Content-Type: application/json' \\
                    -d '{"patterns":[{"path":"world","kind":"asset"},
                         {"path":"users/{user}/wallet","kind":"liability","floor":0}]}'
                  curl -u $BURSAR_KEY: http://127.0.0.1:%1$d/v1/transactions -H 'Content-Type: application/json' \\
                    -H 'Idempotency-Key: hello-1' \\
                    -d '{"legs":[{"debit":"world","credit":"users/1/wallet","amount":5000,"currency":"inr"}]}'
                %3$s  curl -u $BURSAR_KEY: 'http://127.0.0.1:%1$d/v1/balances?path=users/1/wallet'

                """.formatted(port, key.reveal(), gates.sandbox == null ? "" : PAY.formatted(port));
    }

    private static String withoutKey(int port) {
        return """
                  curl -u $BURSAR_KEY: http://127.0.0.1:%1$d/v1/trial_balance

                (The API key was shown at the first start. Lost it? bursar up --new-key)

                """.formatted(port);
    }

    /** The one asked for, or the usual one, or the next that is free. */
    private static int choosePort(@Nullable Integer asked) {
        if (asked != null) {
            if (asked != 0 && !isFree(asked)) {
                throw new StartRefused("Port " + asked + " is taken. Stop what uses it, or choose another: --port N");
            }
            return asked == 0 ? anyFree() : asked;
        }
        for (int port = WebSettings.PORT_USUAL; port < WebSettings.PORT_USUAL + PORTS_TO_TRY; port++) {
            if (isFree(port)) {
                if (port != WebSettings.PORT_USUAL) {
                    System.out.println("Port " + WebSettings.PORT_USUAL + " is taken; using " + port + ".");
                }
                return port;
            }
        }
        throw new StartRefused("No port from " + WebSettings.PORT_USUAL + " on is free. Choose one: --port N");
    }

    /** @throws StartRefused when it cannot be had; better now than when the database is up */
    static void checkGrpcPort(@Nullable Integer asked, int port) {
        if (asked == null || asked == 0) {
            return;
        }
        if (asked == port) {
            throw new StartRefused("HTTP and gRPC cannot share port " + port + ". Choose another: --grpc-port N");
        }
        if (!isFree(asked)) {
            throw new StartRefused("Port " + asked + " is taken, so gRPC cannot have it. Stop what uses it, or choose"
                    + " another: --grpc-port N");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int anyFree() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new StartRefused("No port is free.", none);
        }
    }

    private static @Nullable StartRefused refusal(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefused refused) {
                return refused;
            }
        }
        return null;
    }

    /**
     * @param port asked for; null: the usual one; 0: any
     * @param grpcPort likewise
     * @param sandbox whether it may play the gateways
     * @param demo whether customers pay there
     */
    record Options(@Nullable Integer port, @Nullable Integer grpcPort, boolean newKey, boolean sandbox, boolean demo) {
        static Options parse(List<String> arguments) {
            Integer port = null;
            Integer grpcPort = null;
            boolean newKey = false;
            boolean sandbox = true;
            boolean demo = false;
            for (int i = 0; i < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--port" -> port = port("--port", i + 1 < arguments.size() ? arguments.get(++i) : "");
                    case "--grpc-port" ->
                        grpcPort = port("--grpc-port", i + 1 < arguments.size() ? arguments.get(++i) : "");
                    case "--new-key" -> newKey = true;
                    case "--no-sandbox" -> sandbox = false;
                    case "--demo" -> demo = true;
                    default -> throw new IllegalArgumentException("Unknown option " + arguments.get(i) + ".");
                }
            }
            return new Options(port, grpcPort, newKey, sandbox, demo);
        }

        private static Integer port(String option, String text) {
            if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
                throw new IllegalArgumentException(option + " needs a number from 0 to 65535, got \"" + text + "\".");
            }
            return Integer.valueOf(text);
        }
    }
}
