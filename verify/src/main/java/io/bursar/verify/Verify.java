package io.bursar.verify;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * Verifies an exported book. One file that needs nothing but a JDK: {@code java Verify.java FILE} will do. What is
 * hashed and signed is written in docs/guides/proof.md.
 */
public final class Verify {
    private static final String USAGE = """
            Usage: ./bursar verify FILE [--checkpoint FILE]... [--key KEY]

            Verifies an exported book (JSON lines, packed with gzip or not) without a database: every row against the
            chain of hashes, and the chain against signed checkpoints. Says what was tampered with and where.

              --checkpoint FILE   checkpoints that were exported earlier, and kept elsewhere; may be given several times
              --key KEY           the public key that must have signed, as ./bursar export checkpoint printed it

            The chain alone shows that the file fits together. That nobody made up all of it anew, or cut off its end,
            only a checkpoint can show that the book's keeper did not have in hand.
            Exit status: 0 the book is whole; 1 it is not; 2 wrong usage, or the file cannot be read.
            """;

    /** A row's columns in order, each with its bytes; 0: UTF-8 text, -1: bytes in hexadecimal. */
    private static final Map<String, Integer> COLUMNS = columns("seq 8 amount 8 debit_balance 8 credit_balance 8"
            + " debit_prev 8 credit_prev 8 body_hash 8 effective_at 8 debit 4 credit 4 kind 2 leg 2 key -1 detail 0");

    private static final HexFormat HEX = HexFormat.of();
    private static final int HASH = 32;
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;
    private static final int PRINTED_MAX = 50;

    /** How a book was tampered with. */
    public enum Tampering {
        ROW_CHANGED,
        ROW_REMOVED,
        ROW_ADDED,
        ROWS_SWAPPED,
        BATCH_CHANGED,
        BATCH_REMOVED,
        BATCHES_DROPPED_AT_END,
        REWRITTEN,
        CHECKPOINT_FORGED,
        NOT_A_BOOK
    }

    /** One thing that does not fit. */
    public record Finding(Tampering kind, String what) {}

    private record Row(long seq, byte[] hash, Map<String, Object> fields) {
        /** The mark says only where something was changed; what proves is the batch's hash. */
        boolean fits(byte[] ownHash) {
            return HEX.formatHex(ownHash, 0, 4).equals(fields.get("mark"));
        }
    }

    private final List<Finding> findings = new ArrayList<>();
    private final List<Map<String, Object>> checkpoints = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private Map<String, Object> batch = Map.of();
    private byte[] hashes = new byte[HASH * 1024];
    private long book;
    private long batches;
    private long rowCount;
    private long nextSeq;
    private boolean isPastKnown;
    private boolean hasEnd;

    private Verify() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Does what the command line says. @return the exit status */
    public static int run(List<String> arguments, PrintStream out) {
        List<String> files = new ArrayList<>();
        List<Path> checkpoints = new ArrayList<>();
        String key = "";
        for (int i = 0; i < arguments.size(); i++) {
            boolean hasValue = i + 1 < arguments.size();
            if (arguments.get(i).equals("--checkpoint") && hasValue) {
                checkpoints.add(Path.of(arguments.get(++i)));
            } else if (arguments.get(i).equals("--key") && hasValue) {
                key = arguments.get(++i);
            } else {
                files.add(arguments.get(i));
            }
        }
        if (files.size() != 1 || files.getFirst().startsWith("-")) {
            out.print(USAGE);
            return files.contains("--help") || files.contains("-h") ? 0 : 2;
        }
        try {
            List<Finding> findings = verify(Path.of(files.getFirst()), checkpoints, key, out);
            findings.stream().limit(PRINTED_MAX).forEach(each -> out.println("  " + each.kind() + ": " + each.what()));
            if (findings.size() > PRINTED_MAX) {
                out.println("  and " + (findings.size() - PRINTED_MAX) + " more");
            }
            out.println(findings.isEmpty() ? "Whole: every check passed." : "TAMPERED WITH.");
            return findings.isEmpty() ? 0 : 1;
        } catch (IOException unreadable) {
            out.println("It cannot be read: " + unreadable);
            return 2;
        }
    }

    /**
     * Verifies a book.
     *
     * @param checkpoints files with signed checkpoints, beside those that the book carries itself
     * @param key the public key that must have signed, in base64; empty: whichever did
     */
    public static List<Finding> verify(Path file, List<Path> checkpoints, String key, PrintStream out)
            throws IOException {
        Verify book = new Verify();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                BufferedReader in = new BufferedReader(new InputStreamReader(unpacked(raw), StandardCharsets.UTF_8))) {
            for (Path each : checkpoints) {
                for (String line : Files.readAllLines(each)) {
                    book.checkpoints.add(parse(line));
                }
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                book.line(parse(line));
            }
        } catch (IllegalArgumentException broken) {
            book.find(Tampering.NOT_A_BOOK, "a line cannot be read: " + broken.getMessage());
        }
        book.finish(key, out);
        return book.findings;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        boolean isPacked = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isPacked ? new GZIPInputStream(in, 64 * 1024) : in;
    }

    private void find(Tampering kind, String what, Object... values) {
        findings.add(new Finding(kind, what.formatted(values)));
    }

    // ---- lines

    private void line(Map<String, Object> fields) {
        if (fields.containsKey("seq")) {
            long seq = number(fields, "seq");
            rows.add(new Row(seq, rowHash(fields, seq), fields));
            rowCount++;
        } else if (fields.containsKey("batch")) {
            endBatch();
            beginBatch(fields, number(fields, "batch"));
        } else if (fields.containsKey("bursar_book")) {
            book = number(fields, "book");
            nextSeq = (book << 44) + 1;
        } else if (fields.containsKey("end")) {
            endBatch();
            hasEnd = true;
            if (number(fields, "end") != batches) {
                String what = "the end says %d batches, the file ends at %d";
                find(Tampering.BATCHES_DROPPED_AT_END, what, number(fields, "end"), batches);
            }
        } else if (fields.containsKey("checkpoint")) {
            checkpoints.add(fields);
        } else {
            find(Tampering.NOT_A_BOOK, "a line is none of a book's: %s", fields.keySet());
        }
    }

    private void beginBatch(Map<String, Object> fields, long number) {
        if (number < 1 || number > Integer.MAX_VALUE / HASH - 1) {
            throw new IllegalArgumentException("there is no batch " + number);
        }
        isPastKnown = number == batches + 1;
        if (number > batches + 1) {
            find(Tampering.BATCH_REMOVED, "batches %d to %d are missing", batches + 1, number - 1);
        } else if (number <= batches) {
            find(Tampering.BATCH_CHANGED, "batch %d comes after batch %d", number, batches);
        } else if (number(fields, "first_seq") != nextSeq) {
            find(Tampering.BATCH_CHANGED, "batch %d does not begin where the one before it ends", number);
        }
        batches = number;
        batch = fields;
        nextSeq = number(fields, "last_seq") + 1;
    }

    private void endBatch() {
        if (batch.isEmpty()) {
            rows.forEach(row -> find(Tampering.ROW_ADDED, "row %d comes before the first batch", position(row.seq())));
            rows.clear();
            return;
        }
        // From the hash that is there before: one change is found once, not in every batch after it.
        if (areInPlace() && areUnchanged() && isPastKnown && !Arrays.equals(batchHash(), storedHash(batch))) {
            String what = "batch %d: what was hashed had other rows, another line of its own, or another past";
            find(Tampering.BATCH_CHANGED, what, batches);
        }
        int at = Math.toIntExact(batches * HASH);
        hashes = at < hashes.length ? hashes : Arrays.copyOf(hashes, Math.max(at + HASH, hashes.length * 2));
        System.arraycopy(storedHash(batch), 0, hashes, at, HASH);
        rows.clear();
        batch = Map.of();
    }

    /** Whether the batch has its rows, each once and in order; says so where it has not. */
    private boolean areInPlace() {
        int found = findings.size();
        long before = number(batch, "first_seq");
        TreeSet<Long> seen = new TreeSet<>();
        boolean isInOrder = true;
        for (Row row : rows) {
            isInOrder &= seen.isEmpty() || row.seq() > seen.last();
            if (row.seq() < before || row.seq() >= nextSeq) {
                find(Tampering.ROW_ADDED, "row %d is none of batch %d", position(row.seq()), batches);
            } else if (!seen.add(row.seq())) {
                find(Tampering.ROW_ADDED, "row %d is there twice", position(row.seq()));
            }
        }
        seen.add(nextSeq);
        for (long seq : seen) {
            if (seq > before) {
                String what = "rows %d to %d of batch %d are missing";
                find(Tampering.ROW_REMOVED, what, position(before), position(seq - 1), batches);
            }
            before = seq + 1;
        }
        if (findings.size() == found && !isInOrder) {
            find(Tampering.ROWS_SWAPPED, "rows of batch %d are not in their order", batches);
        }
        return findings.size() == found;
    }

    /** Whether each row fits its mark. */
    private boolean areUnchanged() {
        List<Row> changed = rows.stream().filter(row -> !row.fits(row.hash())).toList();
        if (changed.size() == 2) {
            Row one = changed.getFirst();
            Row two = changed.getLast();
            if (one.fits(rowHash(one.fields(), two.seq())) && two.fits(rowHash(two.fields(), one.seq()))) {
                String what = "rows %d and %d have changed places";
                find(Tampering.ROWS_SWAPPED, what, position(one.seq()), position(two.seq()));
                return false;
            }
        }
        changed.forEach(row -> find(Tampering.ROW_CHANGED, "row %d of batch %d", position(row.seq()), batches));
        return changed.isEmpty();
    }

    // ---- what is hashed

    private byte[] batchHash() {
        ByteBuffer bytes = ByteBuffer.allocate(HASH + 70 + HASH * rows.size());
        bytes.put(hashOf(batches - 1)).putShort((short) 6).putInt(4).putInt((int) book);
        for (String name : List.of("batch", "nonce", "first_seq", "last_seq")) {
            bytes.putInt(8).putLong(number(batch, name));
        }
        bytes.putInt(8).putLong(number(batch, "at") - EPOCH_2000_MICROS);
        rows.forEach(row -> bytes.put(row.hash()));
        return sha256(1, bytes.array());
    }

    /** Hash of a row with a number, in the form in which PostgreSQL's binary COPY sends it. */
    private static byte[] rowHash(Map<String, Object> fields, long seq) {
        ByteArrayOutputStream tuple = new ByteArrayOutputStream(256);
        tuple.writeBytes(new byte[] {0, (byte) COLUMNS.size()});
        COLUMNS.forEach((column, size) -> {
            Object value = column.equals("seq") ? Long.valueOf(seq) : fields.get(column);
            byte[] bytes = value == null ? new byte[0] : bytes(column, size, value);
            int length = value == null ? -1 : bytes.length;
            tuple.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
            tuple.writeBytes(bytes);
        });
        return sha256(0, tuple.toByteArray());
    }

    private static byte[] bytes(String column, int size, Object value) {
        if (value instanceof Long number && size > 0) {
            long stored = column.equals("effective_at") ? number - EPOCH_2000_MICROS : number;
            return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(stored).array(), 8 - size, 8);
        }
        if (value instanceof String text && size <= 0) {
            return size == 0 ? text.getBytes(StandardCharsets.UTF_8) : HEX.parseHex(text);
        }
        throw new IllegalArgumentException("a row has " + column + " " + value);
    }

    private static byte[] sha256(int kind, byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) kind);
            return sha256.digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] storedHash(Map<String, Object> fields) {
        return Arrays.copyOf(HEX.parseHex(String.valueOf(fields.get("hash"))), HASH);
    }

    /** A batch's hash as the file has it; zeroes before the first and where the batch is missing. */
    private byte[] hashOf(long number) {
        int at = Math.toIntExact(number * HASH);
        return at < hashes.length ? Arrays.copyOfRange(hashes, at, at + HASH) : new byte[HASH];
    }

    // ---- the end

    private void finish(String key, PrintStream out) {
        if (book == 0) {
            find(Tampering.NOT_A_BOOK, "it does not begin as a book does");
            return;
        }
        endBatch();
        if (!hasEnd) {
            find(Tampering.BATCHES_DROPPED_AT_END, "the file is cut off after batch %d", batches);
        }
        String hash = HEX.formatHex(hashOf(batches));
        out.printf("Book %d: %,d batches, %,d rows, hash %s%n", book, batches, rowCount, hash);
        checkpoints.forEach(each -> check(each, number(each, "checkpoint"), key, out));
        if (checkpoints.isEmpty()) {
            out.println("No checkpoint: whether the end was cut off, or all of it made up anew, is not known.");
        }
    }

    private void check(Map<String, Object> checkpoint, long number, String key, PrintStream out) {
        String signer = String.valueOf(checkpoint.get("key"));
        if (!key.isEmpty() && !key.equals(signer)) {
            String what = "the checkpoint of batch %d is signed by another key: %s";
            find(Tampering.CHECKPOINT_FORGED, what, number, signer);
        } else if (!isSigned(checkpoint)) {
            find(Tampering.CHECKPOINT_FORGED, "the checkpoint of batch %d has a signature that does not fit", number);
        } else if (number(checkpoint, "book") != book) {
            find(Tampering.NOT_A_BOOK, "the checkpoint is of book %d", number(checkpoint, "book"));
        } else if (number > batches) {
            find(Tampering.BATCHES_DROPPED_AT_END, "the book had batch %d, the file ends at %d", number, batches);
        } else if (number > 0 && !Arrays.equals(hashOf(number), storedHash(checkpoint))) {
            find(Tampering.REWRITTEN, "up to batch %d the book was another one when that was signed", number);
        } else {
            out.println("Checkpoint of batch " + number + " fits, signed by " + signer);
        }
    }

    /** Ed25519 over the checkpoint's fields as text, a line each. */
    private static boolean isSigned(Map<String, Object> checkpoint) {
        StringBuilder text = new StringBuilder("bursar checkpoint 1\n");
        for (String name : List.of("book", "checkpoint", "last_seq", "at", "hash")) {
            text.append(name.equals("checkpoint") ? "batch" : name).append(' ');
            text.append(checkpoint.get(name)).append('\n');
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            byte[] key = base64.decode(String.valueOf(checkpoint.get("key")));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
            signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
            return signature.verify(base64.decode(String.valueOf(checkpoint.get("signature"))));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            return false;
        }
    }

    // ---- JSON: flat objects of strings and whole numbers

    private static Map<String, Object> parse(String line) {
        CharBuffer in = CharBuffer.wrap(line);
        Map<String, Object> fields = new TreeMap<>();
        try {
            take(in, "{");
            do {
                String name = string(in);
                take(in, ":");
                if (fields.put(name, in.charAt(0) == '"' ? string(in) : integer(in)) != null) {
                    throw new IllegalArgumentException("a field is there twice: " + name);
                }
            } while (take(in, ",}") == ',');
        } catch (BufferUnderflowException | IndexOutOfBoundsException early) {
            throw new IllegalArgumentException("a line ends too early: " + line, early);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("something comes after the object: " + line);
        }
        return fields;
    }

    private static char take(CharBuffer in, String oneOf) {
        char letter = in.get();
        if (oneOf.indexOf(letter) < 0) {
            throw new IllegalArgumentException("no " + oneOf + " at " + (in.position() - 1) + " in " + in.rewind());
        }
        return letter;
    }

    private static Long integer(CharBuffer in) {
        int from = in.position();
        while ("-0123456789".indexOf(in.charAt(0)) >= 0) {
            in.get();
        }
        return Long.valueOf(in.slice(from, in.position() - from).toString());
    }

    private static String string(CharBuffer in) {
        take(in, "\"");
        StringBuilder out = new StringBuilder();
        for (char letter = in.get(); letter != '"'; letter = in.get()) {
            int escape = letter == '\\' ? "\"\\/bfnrtu".indexOf(take(in, "\"\\/bfnrtu")) : -1;
            if (escape == 8) {
                char[] code = new char[4];
                in.get(code);
                letter = (char) HexFormat.fromHexDigits(CharBuffer.wrap(code));
            } else if (escape >= 0) {
                letter = "\"\\/\b\f\n\r\t".charAt(escape);
            }
            out.append(letter);
        }
        return out.toString();
    }

    private static long number(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof Long value) {
            return value;
        }
        throw new IllegalArgumentException(name + " is no number in " + fields);
    }

    private static long position(long seq) {
        return seq & ((1L << 44) - 1);
    }

    private static Map<String, Integer> columns(String text) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            columns.put(words[i], Integer.valueOf(words[i + 1]));
        }
        return columns;
    }
}
