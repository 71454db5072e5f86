package io.bursar.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How the file writes times. */
sealed interface TimeFormat {
    /** With a T or a blank between. */
    DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** @throws DateTimeException when the text is no such time */
    Instant parse(String text);

    /** What a right value looks like. */
    String example();

    /** A date and time of day in a zone that the mapping names. */
    record Local(DateTimeFormatter format, ZoneId zone, String example) implements TimeFormat {
        @Override
        public Instant parse(String text) {
            return LocalDateTime.parse(text, format).atZone(zone).toInstant().truncatedTo(ChronoUnit.MICROS);
        }
    }

    /** A date and time with its own offset from UTC. */
    record Offset() implements TimeFormat {
        @Override
        public Instant parse(String text) {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        }

        @Override
        public String example() {
            return "2018-04-01T00:00:31Z";
        }
    }

    /** A count since 1970. */
    record Count(ChronoUnit unit) implements TimeFormat {
        @Override
        public Instant parse(String text) {
            if (!text.matches("[0-9]{1,14}")) {
                throw new DateTimeParseException("not a count", text, 0);
            }
            return Instant.EPOCH.plus(Long.parseLong(text), unit);
        }

        @Override
        public String example() {
            return unit == ChronoUnit.SECONDS ? "1522540831" : "1522540831000";
        }
    }

    /** @throws IllegalArgumentException when the pattern is none, or names no full date and time */
    static TimeFormat of(String format, ZoneId zone) {
        return switch (format) {
            case "local" -> new Local(LOCAL, zone, "2018-04-01T00:00:31");
            case "offset" -> new Offset();
            case "seconds" -> new Count(ChronoUnit.SECONDS);
            case "milliseconds" -> new Count(ChronoUnit.MILLIS);
            default -> pattern(format, zone);
        };
    }

    private static Local pattern(String pattern, ZoneId zone) {
        LocalDateTime sample = LocalDateTime.of(2018, 4, 1, 13, 0, 31);
        try {
            // "yyyy" is the year of an era; strict reading would want the era too.
            DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
            String example = sample.format(format);
            LocalDateTime.parse(example, format);
            return new Local(format, zone, example);
        } catch (DateTimeException incomplete) {
            throw new IllegalArgumentException(
                    "\"" + pattern + "\" does not say date and time of day: " + incomplete.getMessage(), incomplete);
        }
    }
}
