package io.bursar.imports;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Key;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a file is read and where its money goes.
 *
 * @param source part of every row's key
 * @param columns names of the file's columns
 * @param unit whether amounts are written in major or in minor units
 * @param wallet path of a wallet, with {@code {customer}}
 * @param terminal path of what a terminal is owed, with {@code {terminal}}
 * @param bank where top-ups come from
 * @param stepMinor a top-up is a multiple of this, minor units
 * @param text every property that is in force, sorted: equal for equal mappings
 */
record Mapping(
        String source,
        Columns columns,
        char separator,
        TimeFormat time,
        Unit unit,
        Currency currency,
        PathTemplate wallet,
        PathTemplate terminal,
        String bank,
        long stepMinor,
        String text) {
    private static final String USUAL = "/imports/cards.properties";

    /** Names of columns in the file's first line. */
    record Columns(String id, String time, String customer, String terminal, String amount) {}

    enum Unit {
        MAJOR,
        MINOR
    }

    /** A path with one segment to be filled in. */
    record PathTemplate(String before, String after, String text) {
        static PathTemplate of(String property, String text, String name) {
            int at = text.indexOf("{" + name + "}");
            String sample = text.replace("{" + name + "}", "x");
            if (at < 0 || !AccountRef.isWellFormed(sample)) {
                throw new IllegalArgumentException(
                        property + " must be a path with {" + name + "} in it, such as x/{" + name + "}, got: " + text);
            }
            return new PathTemplate(text.substring(0, at), text.substring(at + name.length() + 2), text);
        }

        String with(String segment) {
            return before + segment + after;
        }
    }

    /** The text of the usual mapping, with its explanations. */
    static String usualText() {
        try (InputStream in = Mapping.class.getResourceAsStream(USUAL)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + USUAL);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * The usual mapping, what the file says instead, what the options say instead.
     *
     * @param file a properties file in UTF-8; null: none
     * @throws ImportStopped when the mapping cannot be read or says something impossible
     */
    static Mapping load(@Nullable Path file, Map<String, String> options) {
        Map<String, String> inForce = properties(new StringReader(usualText()));
        try {
            if (file != null) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    override(inForce, properties(reader));
                }
            }
            override(inForce, options);
            return of(inForce);
        } catch (IOException unreadable) {
            throw new ImportStopped("The mapping " + file + " cannot be read: " + unreadable, unreadable);
        } catch (IllegalArgumentException wrong) {
            String where = file == null ? "The mapping" : "The mapping " + file;
            throw new ImportStopped(where + " cannot be used: " + wrong.getMessage(), wrong);
        }
    }

    private static Map<String, String> properties(Reader reader) {
        Properties properties = new Properties();
        try {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> sorted = new TreeMap<>();
        properties.forEach((name, value) -> sorted.put((String) name, ((String) value).strip()));
        return sorted;
    }

    private static void override(Map<String, String> inForce, Map<String, String> given) {
        given.forEach((name, value) -> {
            if (inForce.replace(name, value) == null) {
                throw new IllegalArgumentException(
                        "there is no property " + name + "; there are " + String.join(", ", inForce.keySet()));
            }
        });
    }

    private static Mapping of(Map<String, String> in) {
        Currency currency = Currency.of(get(in, "currency"));
        return new Mapping(
                source(get(in, "source")),
                new Columns(
                        get(in, "column.id"),
                        get(in, "column.time"),
                        get(in, "column.customer"),
                        get(in, "column.terminal"),
                        get(in, "column.amount")),
                separator(in.getOrDefault("separator", "")),
                TimeFormat.of(get(in, "time.format"), zone(get(in, "time.zone"))),
                unit(get(in, "amount.unit")),
                currency,
                PathTemplate.of("account.wallet", get(in, "account.wallet"), "customer"),
                PathTemplate.of("account.terminal", get(in, "account.terminal"), "terminal"),
                path(get(in, "account.bank")),
                step(get(in, "top-up.step"), currency),
                in.toString());
    }

    private static String get(Map<String, String> in, String name) {
        String value = in.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
        return value;
    }

    private static String source(String text) {
        if (!text.matches("[A-Za-z0-9_.:@-]{1,40}")) {
            throw new IllegalArgumentException("source must be 1 to 40 of A-Za-z0-9_.:@-, got: " + text);
        }
        return text;
    }

    private static char separator(String text) {
        String one = text.equals("tab") ? "\t" : text;
        if (one.length() != 1 || "\"\r\n".contains(one)) {
            throw new IllegalArgumentException("separator must be one character, or the word tab, got: " + text);
        }
        return one.charAt(0);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("time.zone must be a zone such as UTC or Asia/Kolkata", unknown);
        }
    }

    private static Unit unit(String text) {
        return switch (text) {
            case "major" -> Unit.MAJOR;
            case "minor" -> Unit.MINOR;
            default -> throw new IllegalArgumentException("amount.unit must be major or minor, got: " + text);
        };
    }

    private static String path(String text) {
        if (!AccountRef.isWellFormed(text)) {
            throw new IllegalArgumentException("account.bank must be a path such as bank/main, got: " + text);
        }
        return text;
    }

    private static long step(String text, Currency currency) {
        long minor = Money.parseMajor(text, currency).minor();
        if (minor < 1) {
            throw new IllegalArgumentException("top-up.step must be above 0, got: " + text);
        }
        return minor;
    }

    /** The key under which a row is booked once and never again. */
    Key key(CardRow row) {
        return Key.derived("imports/" + source + "/" + row.id());
    }
}
