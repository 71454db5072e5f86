package io.bursar.ledger.rest;

import io.bursar.api.Call;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.engine.AsOf;
import io.bursar.engine.TwoTimes;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times that a question is asked in. A date is a day in UTC. */
final class TimeParams {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final String AS_OF = "as_of";
    private static final String KNOWN_AT = "known_at";

    private TimeParams() {}

    /** The caller's book. */
    record Book(int number, TwoTimes times) {
        static Book of(OpenBooks books, Call call) {
            return new Book(call.caller().book(), books.of(call).reader().times());
        }
    }

    /** {@code as_of} and {@code known_at}; null when neither was sent. */
    static @Nullable AsOf asOf(Fields query, Book book) {
        if (!query.has(AS_OF) && !query.has(KNOWN_AT)) {
            return null;
        }
        Instant effective = endOf(query, AS_OF);
        return new AsOf(effective == null ? AsOf.END_OF_TIME : effective, known(query, book));
    }

    /** {@code known_at}: a time, or the row that an earlier answer named; always whole batches. */
    static long known(Fields query, Book book) {
        String text = query.text(KNOWN_AT);
        if (text == null) {
            return AsOf.LATEST;
        }
        if (text.startsWith("tx_")) {
            long seq = Ids.findTransaction(book.number(), text)
                    .orElseThrow(() -> query.problem(
                            ErrorCode.PARAMETER_INVALID, KNOWN_AT, "known_at is no transaction's id in this book."));
            return book.times().endOfBatch(seq);
        }
        Instant end = endOf(query, KNOWN_AT);
        return end == null ? AsOf.LATEST : book.times().seqAt(end);
    }

    /** A time; a date is its last microsecond. */
    private static @Nullable Instant endOf(Fields query, String name) {
        LocalDate date = date(query, name);
        return date == null
                ? query.instant(name)
                : date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minus(1, ChronoUnit.MICROS);
    }

    /** A time; a date is its first microsecond. */
    static @Nullable Instant startOf(Fields fields, String name) {
        LocalDate date = date(fields, name);
        return date == null
                ? fields.instant(name)
                : date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Null when the value is absent, or is no date; a time, perhaps. */
    private static @Nullable LocalDate date(Fields fields, String name) {
        if (!fields.isText(name)) {
            return null;
        }
        String text = fields.text(name);
        if (text == null || !DATE.matcher(text).matches()) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(text);
            if (date.getYear() >= 1970) {
                return date;
            }
        } catch (DateTimeException _) {
            // Such as the 30th of February: told below.
        }
        throw fields.problem(
                ErrorCode.PARAMETER_INVALID, name, name + " must be a date of the years 1970 to 9999, or a time.");
    }
}
