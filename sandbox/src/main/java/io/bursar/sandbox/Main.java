package io.bursar.sandbox;

import io.bursar.sandbox.world.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** {@code ./bursar sandbox}. */
public final class Main {
    private static final int USUAL_PORT = 8790;
    private static final String USAGE = """
            Usage: ./bursar sandbox [OPTIONS]

            Plays Stripe, Razorpay, the issuer's page, the UPI app and the bank on 127.0.0.1, until Ctrl-C or SIGTERM.
            Its pages are at /_sandbox. Nothing in it moves real money.
              --port N         listen on 127.0.0.1:N (default 8790; 0 for any)
              --or-next-port   where that port is taken, the next free one will do
              --home DIR       where its journal lives (default $BURSAR_HOME/sandbox); survives restarts and kill -9
              --memory         keep nothing
              --sync WHEN      force the journal to the disk: always, second (default) or never
              --seed N         of ids and chance, when a journal begins (default 1)
              --start INSTANT  the simulated clock's first time, such as 2026-01-01T00:00:00Z (default now)
              --stripe-key K   the secret key callers of Stripe show (default sk_test_bursar_sandbox)
              --razorpay-key K key id and key secret, with a colon between
              --until-input-ends
                               stop when nobody can write to its standard input any more: for a process that
                               starts it, so that it never outlives it
            """;
    private static final String UNTIL_INPUT_ENDS = "--until-input-ends";
    private static final Set<String> FLAGS = Set.of("--memory", "--or-next-port", UNTIL_INPUT_ENDS);
    /** How long one that was started anew waits for the one before it, which is ending. */
    private static final long PATIENCE_MS = 3_000;

    private Main() {}

    public static void main(String[] arguments) {
        SandboxOptions options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bursar sandbox: " + e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        boolean isChild = List.of(arguments).contains(UNTIL_INPUT_ENDS);
        Sandbox sandbox;
        try {
            sandbox = isChild ? startPatiently(options) : Sandbox.start(options);
        } catch (IOException e) {
            System.err.println("bursar sandbox: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(sandbox)));
        System.out.println("Sandbox: " + sandbox.address() + "  (pages: " + sandbox.address() + "/_sandbox)");
        System.out.println("  Stripe    " + sandbox.address() + "/v1, key " + options.stripeKey());
        if (isChild) {
            Thread.ofPlatform().daemon().name("sandbox-input").start(Main::endWithInput);
        }
        System.out.println("  Journal   " + (options.directory() == null ? "none: in memory" : options.directory()));
    }

    private static Sandbox startPatiently(SandboxOptions options) throws IOException {
        long limit = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (true) {
            try {
                return Sandbox.start(options);
            } catch (IOException e) {
                if (System.nanoTime() > limit) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    /** Reads what nobody writes; when nobody can any more, this process has no use. */
    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            System.err.println("bursar sandbox: " + e.getMessage());
        }
        System.exit(0);
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
            if (FLAGS.contains(name)) {
                options = flagged(options, name);
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

    private static SandboxOptions flagged(SandboxOptions options, String name) {
        return switch (name) {
            case "--memory" -> options.withDirectory(null, Sync.NEVER);
            case "--or-next-port" -> options.withNextPort();
            default -> options;
        };
    }

    private static SandboxOptions with(SandboxOptions options, String name, String value) {
        return switch (name) {
            case "--port" -> options.withPort((int) number(name, value, 65_535));
            case "--home" -> options.withDirectory(Path.of(value), options.sync());
            case "--sync" -> options.withDirectory(options.directory(), sync(value));
            case "--seed" -> options.withSeed(number(name, value, Long.MAX_VALUE));
            case "--start" -> options.withStart(instant(value).toEpochMilli());
            case "--stripe-key" -> options.withStripeKey(value);
            case "--razorpay-key" -> {
                if (!value.matches("[^:]+:[^:]+")) {
                    throw new IllegalArgumentException("--razorpay-key takes KEY_ID:KEY_SECRET");
                }
                yield options.withRazorpayKey(value);
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
