package io.bursar.engine.move;

import io.bursar.engine.BookFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of the log in its two forms: as binary COPY has it, and as a line of a book's file. */
final class RowForm {
    private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;
    private static final HexFormat HEX = HexFormat.of();
    /** Of the row's hash, to say which row was changed; what proves is the batch's hash. */
    private static final int MARK_BYTES = 4;

    private static final String MARK = "mark";

    private enum Type {
        INT2(2),
        INT4(4),
        INT8(8),
        /** Microseconds: since 1970 in the file, since 2000 in PostgreSQL. */
        TIME(8),
        BYTES(-1),
        TEXT(-1);

        private final int length;

        Type(int length) {
            this.length = length;
        }
    }

    /** The log's columns in stored order; each has the same name in the file. */
    private enum Column {
        SEQ(Type.INT8),
        AMOUNT(Type.INT8),
        DEBIT_BALANCE(Type.INT8),
        CREDIT_BALANCE(Type.INT8),
        DEBIT_PREV(Type.INT8),
        CREDIT_PREV(Type.INT8),
        BODY_HASH(Type.INT8),
        EFFECTIVE_AT(Type.TIME),
        DEBIT(Type.INT4),
        CREDIT(Type.INT4),
        KIND(Type.INT2),
        LEG(Type.INT2),
        KEY(Type.BYTES),
        DETAIL(Type.TEXT);

        private static final Column[] ALL = values();

        private final Type type;
        private final String key = name().toLowerCase(java.util.Locale.ROOT);

        Column(Type type) {
            this.type = type;
        }
    }

    private RowForm() {}

    // ---- to the file

    /** Writes a row's fields; what is NULL is left out. */
    static void write(ByteBuffer tuple, byte[] rowHash, LineOut line) {
        ByteBuffer in = tuple.duplicate();
        in.getShort();
        for (Column column : Column.ALL) {
            int length = in.getInt();
            if (length >= 0) {
                write(column, length, in, line);
            }
        }
        line.text(MARK, HEX.formatHex(rowHash, 0, MARK_BYTES));
    }

    private static void write(Column column, int length, ByteBuffer in, LineOut line) {
        switch (column.type) {
            case INT2 -> line.number(column.key, in.getShort());
            case INT4 -> line.number(column.key, in.getInt());
            case INT8 -> line.number(column.key, in.getLong());
            case TIME -> line.number(column.key, in.getLong() + POSTGRES_EPOCH_MICROS);
            case BYTES -> line.text(column.key, HEX.formatHex(bytes(in, length)));
            case TEXT -> line.text(column.key, new String(bytes(in, length), StandardCharsets.UTF_8));
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    // ---- from the file

    /** The row that a line stands for. @throws BookFile.Damaged when it has a field that a row has not */
    static ByteBuffer read(Map<String, Object> fields) {
        int length = Short.BYTES;
        int found = fields.containsKey(MARK) ? 1 : 0;
        byte[][] values = new byte[Column.ALL.length][];
        for (Column column : Column.ALL) {
            Object value = fields.get(column.key);
            length += Integer.BYTES;
            if (value != null) {
                found++;
                byte[] bytes = value(column, value);
                values[column.ordinal()] = bytes;
                length += bytes.length;
            }
        }
        if (found != fields.size()) {
            throw new BookFile.Damaged("a row has fields that no row has: " + fields.keySet());
        }
        ByteBuffer tuple = ByteBuffer.allocate(length).putShort((short) values.length);
        for (byte @Nullable [] value : values) {
            tuple.putInt(value == null ? -1 : value.length);
            if (value != null) {
                tuple.put(value);
            }
        }
        return tuple.flip();
    }

    private static byte[] value(Column column, Object value) {
        try {
            return switch (value) {
                case Long number when column.type.length > 0 -> number(column, number);
                case String text when column.type == Type.BYTES -> HEX.parseHex(text);
                case String text when column.type == Type.TEXT -> text.getBytes(StandardCharsets.UTF_8);
                default -> throw new IllegalArgumentException("it is of another type");
            };
        } catch (IllegalArgumentException wrong) {
            throw new BookFile.Damaged("the field " + column.key + " has no such value: " + value, wrong);
        }
    }

    private static byte[] number(Column column, long number) {
        long stored = column.type == Type.TIME ? number - POSTGRES_EPOCH_MICROS : number;
        int unused = Long.SIZE - column.type.length * Byte.SIZE;
        if (stored << unused >> unused != stored) {
            throw new IllegalArgumentException("it is too large");
        }
        byte[] bytes = new byte[column.type.length];
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] = (byte) stored;
            stored >>= Byte.SIZE;
        }
        return bytes;
    }
}
