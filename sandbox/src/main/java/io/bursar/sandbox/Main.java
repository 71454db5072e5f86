package io.bursar.sandbox;

import io.bursar.sandbox.world.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** {@code ./bursar sandbox}. */
public final class Main {
    private static final int USUAL_PORT = 8790;
    private static final String USAGE = """
            Usage: ./bursar sandbox [OPTIONS]

            Plays Stripe, Razorpay, the issuer's page, the UPI app and the bank on 127.0.0.1, until Ctrl-C or SIGTERM.
            Its pages are at /_sandbox. Nothing in it moves real money.
              --port N         listen on 127.0.0.1:N (default 8790; 0 for any)
              --home DIR       where its journal lives (default $BURSAR_HOME/sandbox); survives restarts and kill -9
              --memory         keep nothing
              --sync WHEN      force the journal to the disk: always, second (default) or never
              --seed N         of ids and chance, when a journal begins (default 1)
              --start INSTANT  the simulated clock's first time, such as 2026-01-01T00:00:00Z (default now)
              --stripe-key K   the secret key callers of Stripe show (default sk_test_bursar_sandbox)
              --razorpay-key K key id and key secret, with a colon between
            """;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        SandboxOptions options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bursar sandbox: " + e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        Sandbox sandbox = Sandbox.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(sandbox)));
        System.out.println("Sandbox: " + sandbox.address() + "  (pages: " + sandbox.address() + "/_sandbox)");
        System.out.println("  Stripe    " + sandbox.address() + "/v1, key " + options.stripeKey());
        System.out.println("  Journal   " + (options.directory() == null ? "none: in memory" : options.directory()));
    }

    private static void stop(Sandbox sandbox) {
        try {
            sandbox.close();
        } catch (IOException e) {
            System.err.println("bursar sandbox: " + e.getMessage());
        }
    }

    private static SandboxOptions options(String[] arguments) {
        Path home = Path.of(".bursar", "sandbox");
        SandboxOptions options = SandboxOptions.inMemory().withPort(USUAL_PORT).withDirectory(home, Sync.SECOND);
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            if (name.equals("--memory")) {
                options = new SandboxOptions(
                        options.port(),
                        null,
                        Sync.NEVER,
                        options.seed(),
                        options.startMs(),
                        options.stripeKey(),
                        options.razorpayKey());
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("the option " + name + " is unknown, or its value is missing");
            }
            i++;
            options = with(options, name, arguments[i]);
        }
        return options;
    }

    private static SandboxOptions with(SandboxOptions options, String name, String value) {
        return switch (name) {
            case "--port" -> options.withPort((int) number(name, value, 65_535));
            case "--home" -> options.withDirectory(Path.of(value), options.sync());
            case "--sync" ->
                new SandboxOptions(
                        options.port(),
                        options.directory(),
                        sync(value),
                        options.seed(),
                        options.startMs(),
                        options.stripeKey(),
                        options.razorpayKey());
            case "--seed" -> options.withSeed(number(name, value, Long.MAX_VALUE));
            case "--start" -> options.withStart(instant(value).toEpochMilli());
            case "--stripe-key" ->
                new SandboxOptions(
                        options.port(),
                        options.directory(),
                        options.sync(),
                        options.seed(),
                        options.startMs(),
                        value,
                        options.razorpayKey());
            case "--razorpay-key" -> {
                if (!value.matches("[^:]+:[^:]+")) {
                    throw new IllegalArgumentException("--razorpay-key takes KEY_ID:KEY_SECRET");
                }
                yield new SandboxOptions(
                        options.port(),
                        options.directory(),
                        options.sync(),
                        options.seed(),
                        options.startMs(),
                        options.stripeKey(),
                        value);
            }
            default -> throw new IllegalArgumentException("there is no option " + name);
        };
    }

    private static long number(String name, String value, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " takes a whole number, not " + value, e);
        }
        throw new IllegalArgumentException(name + " takes a number from 0 to " + most);
    }

    private static Sync sync(String value) {
        return switch (value) {
            case "always" -> Sync.ALWAYS;
            case "second" -> Sync.SECOND;
            case "never" -> Sync.NEVER;
            default ->
                throw new IllegalArgumentException(
                        "--sync takes always, second or never, not " + value.toLowerCase(Locale.ROOT));
        };
    }

    private static Instant instant(String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--start takes a time such as 2026-01-01T00:00:00Z", e);
        }
    }
}
