package io.bursar.imports;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.bursar.api.CardNumbers;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Leg;
import io.bursar.money.Money;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Understands a row, or says what is wrong with it. */
final class RowReader {
    private static final int ID_LENGTH_MAX = 200;
    private static final int SEGMENT_LENGTH_MAX = 100;
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,16}");

    private final Mapping mapping;
    private final Mapping.Columns columns;
    private final int fields;
    private final int id;
    private final int time;
    private final int customer;
    private final int terminal;
    private final int amount;

    /** @throws ImportStopped when the header lacks a column, or has it twice */
    RowReader(Mapping mapping, List<String> header) {
        this.mapping = mapping;
        this.columns = mapping.columns();
        this.fields = header.size();
        this.id = find(header, columns.id(), "column.id");
        this.time = find(header, columns.time(), "column.time");
        this.customer = find(header, columns.customer(), "column.customer");
        this.terminal = find(header, columns.terminal(), "column.terminal");
        this.amount = find(header, columns.amount(), "column.amount");
    }

    private static int find(List<String> header, String name, String property) {
        int first = header.indexOf(name);
        if (first < 0) {
            throw new ImportStopped("The first line of the file has no column " + name + ". It has: "
                    + (header.isEmpty() ? "nothing" : CardNumbers.mask(String.join(", ", header)))
                    + ". Name the right one as " + property + " in a mapping (--mapping FILE).");
        }
        if (header.lastIndexOf(name) != first) {
            throw new ImportStopped("The first line of the file has the column " + name + " twice.");
        }
        return first;
    }

    CardRow read(CsvRecord record) throws BadRowException {
        long line = record.getStartingLineNumber();
        if (record.getFieldCount() != fields) {
            throw new BadRowException(
                    line,
                    columns.id(),
                    "the row has " + record.getFieldCount() + " fields where the first line has " + fields);
        }
        return new CardRow(
                line,
                id(line, record.getField(id)),
                time(line, record.getField(time)),
                segment(line, columns.customer(), record.getField(customer)),
                segment(line, columns.terminal(), record.getField(terminal)),
                amount(line, record.getField(amount)));
    }

    private String id(long line, String text) throws BadRowException {
        if (!isId(text)) {
            throw new BadRowException(
                    line,
                    columns.id(),
                    BadRowException.shown(text)
                            + " is no id; write 1 to 200 printable ASCII characters without blanks around them");
        }
        return withoutCard(line, columns.id(), text);
    }

    private static boolean isId(String text) {
        int length = text.length();
        boolean isId = length > 0 && length <= ID_LENGTH_MAX && text.charAt(0) > ' ' && text.charAt(length - 1) > ' ';
        for (int i = 0; isId && i < length; i++) {
            isId = text.charAt(i) >= ' ' && text.charAt(i) <= '~';
        }
        return isId;
    }

    private static boolean isSegment(String text) {
        return text.length() <= SEGMENT_LENGTH_MAX && text.indexOf('/') < 0 && AccountRef.isWellFormed(text);
    }

    private Instant time(long line, String text) throws BadRowException {
        try {
            Instant at = mapping.time().parse(text);
            if (at.isBefore(Instant.EPOCH)) {
                throw new BadRowException(
                        line, columns.time(), BadRowException.shown(text) + " is before 1970; the ledger begins there");
            }
            return at;
        } catch (DateTimeException wrong) {
            throw new BadRowException(
                    line,
                    columns.time(),
                    BadRowException.shown(text) + " is no time of the mapping's format; write "
                            + mapping.time().example());
        }
    }

    private static String segment(long line, String column, String text) throws BadRowException {
        if (!isSegment(text)) {
            throw new BadRowException(
                    line,
                    column,
                    BadRowException.shown(text)
                            + " cannot be part of an account's path; write 1 to 100 of A-Za-z0-9_.:@-");
        }
        return withoutCard(line, column, text);
    }

    private static String withoutCard(long line, String column, String text) throws BadRowException {
        if (CardNumbers.isIn(text)) {
            throw new BadRowException(
                    line, column, "looks like a card number, and card numbers never enter; write the number's token");
        }
        return text;
    }

    private long amount(long line, String text) throws BadRowException {
        try {
            long minor =
                    switch (mapping.unit()) {
                        case MAJOR -> Money.parseMajor(text, mapping.currency()).minor();
                        case MINOR -> minor(text);
                    };
            if (minor < 0 || minor > Leg.AMOUNT_MAX) {
                throw new BadRowException(
                        line,
                        columns.amount(),
                        BadRowException.shown(text)
                                + " is outside 0 to 10^15 minor units; a refund is no card payment");
            }
            return minor;
        } catch (IllegalArgumentException wrong) {
            throw new BadRowException(
                    line,
                    columns.amount(),
                    BadRowException.shown(text) + " is no amount in " + mapping.currency() + "; write plain digits, "
                            + example());
        }
    }

    private static long minor(String text) {
        if (!COUNT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a count");
        }
        return Long.parseLong(text);
    }

    private String example() {
        int digits = mapping.currency().exponent();
        return switch (mapping.unit()) {
            case MAJOR ->
                digits == 0
                        ? "such as 57"
                        : "such as 57." + "1".repeat(digits) + ", at most " + digits + " after the point";
            case MINOR -> "such as 5716";
        };
    }
}
