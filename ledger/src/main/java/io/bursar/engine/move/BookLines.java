package io.bursar.engine.move;

import io.bursar.engine.BookFile;
import io.bursar.engine.LedgerId;
import io.bursar.engine.chain.Batch;
import io.bursar.engine.log.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads a book's file line by line. */
final class BookLines {
    private static final int HASH_DIGITS = 64;

    private final BufferedReader in;
    private long number;

    BookLines(InputStream in) {
        this.in = new BufferedReader(
                new InputStreamReader(
                        in,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                64 * 1024);
    }

    /** A line. */
    sealed interface Line {
        record Header(int book, int partitionBits) implements Line {}

        record Begin(Batch batch, byte[] hash) implements Line {}

        record Row(long seq, ByteBuffer tuple) implements Line {}

        record End(long batches, long rows) implements Line {}
    }

    /** The file's first line. */
    Line.Header header() throws IOException {
        Map<String, Object> fields = fields();
        if (fields == null || !fields.containsKey("bursar_book")) {
            throw damaged("this is no book: it does not begin with a line that says bursar_book");
        }
        if (number(fields, "bursar_book") != BookExport.FORMAT) {
            throw damaged("the format is " + fields.get("bursar_book") + ", this version reads " + BookExport.FORMAT);
        }
        long book = number(fields, "book");
        long bits = number(fields, "partition_bits");
        if (book < 1 || book > LedgerId.BOOK_MAX || bits < 13 || bits > 24) {
            throw damaged("there is no book " + book + " with partitions of 2^" + bits + " rows");
        }
        return new Line.Header((int) book, (int) bits);
    }

    /** The next line. */
    Line next(int book) throws IOException {
        Map<String, Object> fields = fields();
        if (fields == null) {
            throw damaged("the file is cut off: its end line is missing");
        }
        if (fields.containsKey("seq")) {
            return row(fields);
        }
        if (fields.containsKey("batch")) {
            Batch batch = new Batch(
                    book,
                    number(fields, "batch"),
                    number(fields, "nonce"),
                    number(fields, "first_seq"),
                    number(fields, "last_seq"),
                    number(fields, "at"));
            return new Line.Begin(batch, hash(fields));
        }
        if (fields.containsKey("end")) {
            return new Line.End(number(fields, "end"), number(fields, "rows"));
        }
        throw damaged("this line is no batch, no row and no end: " + fields.keySet());
    }

    private Line row(Map<String, Object> fields) {
        try {
            return new Line.Row(number(fields, "seq"), RowForm.read(fields));
        } catch (BookFile.Damaged wrong) {
            throw damaged(String.valueOf(wrong.getMessage()));
        }
    }

    private @Nullable Map<String, Object> fields() throws IOException {
        String line = in.readLine();
        number++;
        if (line == null) {
            return null;
        }
        try {
            return Json.parse(line);
        } catch (JacksonException | IllegalStateException broken) {
            throw damaged("this is no JSON object: " + line.substring(0, Math.min(80, line.length())));
        }
    }

    private long number(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof Long value) {
            return value;
        }
        throw damaged(name + " must be a whole number, got " + fields.get(name));
    }

    private byte[] hash(Map<String, Object> fields) {
        if (fields.get("hash") instanceof String text && text.length() == HASH_DIGITS) {
            try {
                return HexFormat.of().parseHex(text);
            } catch (IllegalArgumentException wrong) {
                throw damaged("hash has a digit that is none: " + text);
            }
        }
        throw damaged("hash must be 64 hexadecimal digits, got " + fields.get("hash"));
    }

    /** Something is wrong with the line that was read last. */
    BookFile.Damaged damaged(String what) {
        return new BookFile.Damaged("line " + number + ": " + what);
    }
}
