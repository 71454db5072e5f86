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

    /** 2018-04-01T00:00:31, the T perhaps a blank. Read by hand where there is no fraction of a second, for speed. */
    record Iso(ZoneId zone) implements TimeFormat {
        private static final int LENGTH = 19;

        @Override
        public Instant parse(String text) {
            LocalDateTime local = isPlain(text)
                    ? LocalDateTime.of(
                            two(text, 0) * 100 + two(text, 2),
                            two(text, 5),
                            two(text, 8),
                            two(text, 11),
                            two(text, 14),
                            two(text, 17))
                    : LocalDateTime.parse(text, LOCAL);
            return local.atZone(zone).toInstant().truncatedTo(ChronoUnit.MICROS);
        }

        @Override
        public String example() {
            return "2018-04-01T00:00:31";
        }

        private static boolean isPlain(String text) {
            boolean isPlain = text.length() == LENGTH;
            for (int i = 0; isPlain && i < LENGTH; i++) {
                char c = text.charAt(i);
                isPlain = switch (i) {
                    case 4, 7 -> c == '-';
                    case 10 -> c == 'T' || c == ' ';
                    case 13, 16 -> c == ':';
                    default -> c >= '0' && c <= '9';
                };
            }
            return isPlain;
        }

        private static int two(String text, int at) {
            return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
        }
    }

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
            case "local" -> new Iso(zone);
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
