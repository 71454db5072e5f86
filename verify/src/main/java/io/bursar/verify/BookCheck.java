package io.bursar.verify;

import io.bursar.verify.Verify.Finding;
import io.bursar.verify.Verify.Tampering;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Goes through a book's lines and collects what does not fit. */
final class BookCheck {
    private static final HexFormat HEX = HexFormat.of();
    private static final int HASH = 32;
    private static final long BATCHES_MAX = Integer.MAX_VALUE / HASH - 1;
    private static final long EPOCH_2000_MICROS = 946_684_800_000_000L;
    /** Columns of the log in order, with their bytes; 0: UTF-8 text, -1: bytes in hexadecimal. */
    private static final String[] COLUMNS = {
        "seq",
        "amount",
        "debit_balance",
        "credit_balance",
        "debit_prev",
        "credit_prev",
        "body_hash",
        "effective_at",
        "debit",
        "credit",
        "kind",
        "leg",
        "key",
        "detail"
    };

    private static final int[] BYTES = {8, 8, 8, 8, 8, 8, 8, 8, 4, 4, 2, 2, -1, 0};

    private record Row(long seq, byte[] hash, Map<String, Object> fields) {
        boolean fits(byte[] ownHash) {
            return HEX.formatHex(ownHash, 0, 4).equals(fields.get("mark"));
        }

        String name() {
            return "row " + position(seq);
        }
    }

    private final MessageDigest sha256;
    final List<Finding> findings = new ArrayList<>();
    final List<Map<String, Object>> checkpoints = new ArrayList<>();
    /** Of all batches, one after another. */
    private byte[] hashes = new byte[HASH * 1024];

    private final List<Row> rows = new ArrayList<>();
    private Map<String, Object> batch = Map.of();
    private long book;
    private long batches;
    private long rowCount;
    private long nextSeq;
    private boolean isPastKnown;
    private boolean hasEnd;

    BookCheck() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void find(Tampering kind, String what) {
        findings.add(new Finding(kind, what));
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

    // ---- lines

    void line(Map<String, Object> fields) {
        if (fields.containsKey("seq")) {
            long seq = number(fields, "seq");
            rows.add(new Row(seq, rowHash(fields, seq), fields));
            rowCount++;
        } else if (fields.containsKey("batch")) {
            endBatch();
            beginBatch(fields);
        } else if (fields.containsKey("bursar_book")) {
            book = number(fields, "book");
            nextSeq = (book << 44) + 1;
        } else if (fields.containsKey("end")) {
            endBatch();
            hasEnd = true;
            if (number(fields, "end") != batches) {
                find(
                        Tampering.BATCHES_DROPPED_AT_END,
                        "the end says " + fields.get("end") + " batches, the file ends at " + batches);
            }
        } else if (fields.containsKey("checkpoint")) {
            checkpoints.add(fields);
        } else {
            find(Tampering.NOT_A_BOOK, "a line is none of a book's: " + fields.keySet());
        }
    }

    private void beginBatch(Map<String, Object> fields) {
        long number = number(fields, "batch");
        if (number < 1 || number > BATCHES_MAX) {
            throw new IllegalArgumentException("there is no batch " + number);
        }
        isPastKnown = number == batches + 1;
        if (number > batches + 1) {
            find(Tampering.BATCH_REMOVED, "batches " + (batches + 1) + " to " + (number - 1) + " are missing");
        } else if (number <= batches) {
            find(Tampering.BATCH_CHANGED, "batch " + number + " comes after batch " + batches);
        } else if (number(fields, "first_seq") != nextSeq) {
            find(Tampering.BATCH_CHANGED, "batch " + number + " does not begin where the one before it ends");
        }
        batches = number;
        batch = fields;
        nextSeq = number(fields, "last_seq") + 1;
    }

    private void endBatch() {
        if (batch.isEmpty()) {
            rows.forEach(row -> find(Tampering.ROW_ADDED, row.name() + " comes before the first batch"));
            rows.clear();
            return;
        }
        byte[] stored = hash(batch);
        // From the hash that is there: one change is found once, not in every batch after it.
        byte[] previous = hashOf(batches - 1);
        if (areInPlace() && areUnchanged()) {
            ByteBuffer bytes = ByteBuffer.allocate(HASH + 70 + HASH * rows.size());
            bytes.put(previous).putShort((short) 6).putInt(4).putInt((int) book);
            for (String name : List.of("batch", "nonce", "first_seq", "last_seq")) {
                bytes.putInt(8).putLong(number(batch, name));
            }
            bytes.putInt(8).putLong(number(batch, "at") - EPOCH_2000_MICROS);
            rows.forEach(row -> bytes.put(row.hash()));
            if (isPastKnown && !Arrays.equals(sha256(1, bytes.array()), stored)) {
                find(
                        Tampering.BATCH_CHANGED,
                        "batch " + batches
                                + ": what was hashed had other rows, another line of its own, or another past");
            }
        }
        int at = Math.toIntExact((batches - 1) * HASH);
        if (at + HASH > hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(at + HASH, hashes.length * 2));
        }
        System.arraycopy(stored, 0, hashes, at, HASH);
        rows.clear();
        batch = Map.of();
    }

    private byte[] hashOf(long number) {
        long at = (number - 1) * HASH;
        return number < 1 || at + HASH > hashes.length
                ? new byte[HASH]
                : Arrays.copyOfRange(hashes, (int) at, (int) at + HASH);
    }

    /** Whether the batch has its rows, each once and in order; says so where it has not. */
    private boolean areInPlace() {
        int found = findings.size();
        long first = number(batch, "first_seq");
        Set<Long> seen = new TreeSet<>();
        boolean isInOrder = true;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (row.seq() < first || row.seq() > number(batch, "last_seq")) {
                find(Tampering.ROW_ADDED, row.name() + " is none of batch " + batches);
            } else if (!seen.add(row.seq())) {
                find(Tampering.ROW_ADDED, row.name() + " is there twice");
            }
            isInOrder &= i == 0 || row.seq() > rows.get(i - 1).seq();
        }
        long before = first;
        seen.add(nextSeq);
        for (long seq : seen) {
            if (seq > before) {
                String which = "rows " + position(before) + " to " + position(seq - 1);
                find(Tampering.ROW_REMOVED, which + " of batch " + batches + " are missing");
            }
            before = seq + 1;
        }
        if (findings.size() == found && !isInOrder) {
            find(Tampering.ROWS_SWAPPED, "rows of batch " + batches + " are not in their order");
        }
        return findings.size() == found;
    }

    /** Whether each row fits its mark; marks only say where, what proves is the batch's hash. */
    private boolean areUnchanged() {
        List<Row> changed = rows.stream().filter(row -> !row.fits(row.hash())).toList();
        if (changed.size() == 2) {
            Row one = changed.getFirst();
            Row two = changed.getLast();
            if (one.fits(rowHash(one.fields(), two.seq())) && two.fits(rowHash(two.fields(), one.seq()))) {
                find(Tampering.ROWS_SWAPPED, one.name() + " and " + two.name() + " have changed places");
                return false;
            }
        }
        changed.forEach(row -> find(Tampering.ROW_CHANGED, row.name() + " of batch " + batches));
        return changed.isEmpty();
    }

    // ---- what is hashed

    private byte[] sha256(int kind, byte[] bytes) {
        sha256.update((byte) kind);
        return sha256.digest(bytes);
    }

    private static byte[] hash(Map<String, Object> fields) {
        byte[] hash = HEX.parseHex(String.valueOf(fields.get("hash")));
        return Arrays.copyOf(hash, HASH);
    }

    /** Hash of a row with a number, in the form in which PostgreSQL's binary COPY sends it. */
    private byte[] rowHash(Map<String, Object> fields, long seq) {
        ByteArrayOutputStream tuple = new ByteArrayOutputStream(256);
        tuple.writeBytes(new byte[] {0, (byte) COLUMNS.length});
        for (int i = 0; i < COLUMNS.length; i++) {
            Object value = i == 0 ? Long.valueOf(seq) : fields.get(COLUMNS[i]);
            byte[] bytes = value == null ? new byte[0] : bytes(i, value);
            tuple.writeBytes(ByteBuffer.allocate(4)
                    .putInt(value == null ? -1 : bytes.length)
                    .array());
            tuple.writeBytes(bytes);
        }
        return sha256(0, tuple.toByteArray());
    }

    private static byte[] bytes(int column, Object value) {
        if (value instanceof Long number && BYTES[column] > 0) {
            long stored = COLUMNS[column].equals("effective_at") ? number - EPOCH_2000_MICROS : number;
            return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(stored).array(), 8 - BYTES[column], 8);
        }
        if (value instanceof String text && BYTES[column] <= 0) {
            return BYTES[column] == 0 ? text.getBytes(StandardCharsets.UTF_8) : HEX.parseHex(text);
        }
        throw new IllegalArgumentException("a row has " + COLUMNS[column] + " " + value);
    }

    // ---- the end

    void end(String key, PrintStream out) {
        if (book == 0) {
            find(Tampering.NOT_A_BOOK, "it does not begin as a book does");
            return;
        }
        endBatch();
        if (!hasEnd) {
            find(Tampering.BATCHES_DROPPED_AT_END, "the file is cut off after batch " + batches);
        }
        out.printf(
                "Book %d: %,d batches, %,d rows, hash %s%n", book, batches, rowCount, HEX.formatHex(hashOf(batches)));
        for (Map<String, Object> checkpoint : checkpoints) {
            check(checkpoint, key, out);
        }
        if (checkpoints.isEmpty()) {
            out.println("No checkpoint: whether the end was cut off, or all of it made up anew, is not known.");
        }
    }

    private void check(Map<String, Object> checkpoint, String key, PrintStream out) {
        long number = number(checkpoint, "checkpoint");
        String signer = String.valueOf(checkpoint.get("key"));
        if (!key.isEmpty() && !key.equals(signer)) {
            find(
                    Tampering.CHECKPOINT_FORGED,
                    "the checkpoint of batch " + number + " is signed by another key: " + signer);
        } else if (!isSigned(checkpoint, signer)) {
            find(
                    Tampering.CHECKPOINT_FORGED,
                    "the checkpoint of batch " + number + " has a signature that does not fit");
        } else if (number(checkpoint, "book") != book) {
            find(Tampering.NOT_A_BOOK, "the checkpoint is of book " + checkpoint.get("book"));
        } else if (number > batches) {
            find(Tampering.BATCHES_DROPPED_AT_END, "the book had batch " + number + ", the file ends at " + batches);
        } else if (number > 0 && !Arrays.equals(hashOf(number), hash(checkpoint))) {
            find(Tampering.REWRITTEN, "up to batch " + number + " the book was another one when that was signed");
        } else {
            out.println("Checkpoint of batch " + number + " fits, signed by " + signer);
        }
    }

    /** Ed25519 over the checkpoint's fields as text, a line each. */
    private static boolean isSigned(Map<String, Object> checkpoint, String key) {
        String text = "bursar checkpoint 1\nbook %s\nbatch %s\nlast_seq %s\nat %s\nhash %s\n"
                .formatted(
                        checkpoint.get("book"),
                        checkpoint.get("checkpoint"),
                        checkpoint.get("last_seq"),
                        checkpoint.get("at"),
                        checkpoint.get("hash"));
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(base64.decode(key))));
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(base64.decode(String.valueOf(checkpoint.get("signature"))));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            return false;
        }
    }
}
