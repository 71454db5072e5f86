package io.bursar.console.pages;

import io.bursar.money.Currency;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A list as RFC 4180 text. Amounts are in major units, as the pages show them, with a point and nothing between
 * thousands. A text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
final class Csv {
    private static final String FORMULA_BEGINS = "=+-@\t\r";

    private final Writer out;
    private boolean isFirst = true;

    private Csv(Writer out) {
        this.out = out;
    }

    /** Writes the rows. */
    @FunctionalInterface
    interface Rows {
        void write(Csv csv) throws IOException;
    }

    /** A file of rows. @param header names of the columns with commas between them */
    static Page page(String name, String header, Rows rows) {
        String safe = name.replaceAll("[^A-Za-z0-9_.-]+", "-");
        return Page.file(safe + ".csv", "text/csv;charset=utf-8", out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            writer.write(header + "\r\n");
            rows.write(new Csv(writer));
            writer.flush();
        });
    }

    Csv text(String value) throws IOException {
        return raw(field(value));
    }

    Csv time(Instant moment) throws IOException {
        return raw(Show.iso(moment));
    }

    Csv number(long value) throws IOException {
        return raw(String.valueOf(value));
    }

    /** @param minor null: there is none, and the field is empty */
    Csv amount(@Nullable Long minor, Currency currency) throws IOException {
        return raw(minor == null ? "" : plain(minor, currency));
    }

    void end() throws IOException {
        out.write("\r\n");
        isFirst = true;
    }

    private Csv raw(String field) throws IOException {
        if (!isFirst) {
            out.write(',');
        }
        out.write(field);
        isFirst = false;
        return this;
    }

    private static String plain(long minor, Currency currency) {
        int digits = currency.exponent();
        String whole = String.format(Locale.ROOT, "%0" + (digits + 1) + "d", Math.abs(minor));
        int point = whole.length() - digits;
        String text = digits == 0 ? whole : whole.substring(0, point) + "." + whole.substring(point);
        return minor < 0 ? "-" + text : text;
    }

    /** A text as a field. */
    static String field(String text) {
        boolean likeFormula = !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0;
        String safe = likeFormula ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
