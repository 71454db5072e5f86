package io.bursar.engine.log;

import io.bursar.engine.LedgerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads rows of the log into {@link LogMemory} with binary COPY. */
public final class FetchRows {
    private final PGConnection connection;
    private final LogMemory memory;

    public FetchRows(PGConnection connection, LogMemory memory) {
        this.connection = connection;
        this.memory = memory;
    }

    /**
     * Puts rows {@code first} to {@code last} of one partition into memory; room is reserved by the caller.
     *
     * @param fromBlock heap block to begin at, where earlier ones are known to hold only older rows
     * @return how many rows came
     */
    public long fetch(int partition, long first, long last, long fromBlock) throws SQLException {
        String sql = ("COPY (SELECT %s FROM ledger.log_%d_%d WHERE seq BETWEEN %d AND %d AND ctid >= '(%d,0)')"
                        + " TO STDOUT (FORMAT binary)")
                .formatted(CopyRows.COLUMNS, memory.book(), partition, memory.seq(first), memory.seq(last), fromBlock);
        CopyOut copy = connection.getCopyAPI().copyOut(sql);
        long rows = 0;
        boolean header = true;
        byte[] message;
        while ((message = copy.readFromCopy()) != null) {
            ByteBuffer in = ByteBuffer.wrap(message);
            if (header) {
                in.position(19);
                header = false;
            }
            while (in.remaining() > 2) {
                row(in);
                rows++;
            }
        }
        return rows;
    }

    private void row(ByteBuffer in) {
        in.getShort();
        long position = LedgerId.position(longColumn(in, 0));
        int start = in.position();
        skip(in, 9);
        int kind = shortColumn(in);
        int leg = shortColumn(in);
        memory.put(position, kind, leg);
        int afterLeg = in.position();
        in.position(start);
        long amount = longColumn(in, 0);
        long debitBalance = longColumn(in, 0);
        long creditBalance = longColumn(in, 0);
        memory.setDebitSide(position, debitBalance, longColumn(in, 0));
        memory.setCreditSide(position, creditBalance, longColumn(in, 0));
        long bodyHash = longColumn(in, 0);
        long effectiveAt = longColumn(in, LogMemory.NO_TIME);
        if (effectiveAt != LogMemory.NO_TIME) {
            memory.setEffectiveAt(position, effectiveAt + RowBuffer.POSTGRES_EPOCH_MICROS);
        }
        int debit = intColumn(in);
        memory.setMoney(position, debit, intColumn(in), amount);
        in.position(afterLeg);
        int keyLength = in.getInt();
        if (keyLength >= 0) {
            byte[] key = new byte[keyLength];
            in.get(key);
            memory.setKey(position, key, bodyHash);
        }
        int detailLength = in.getInt();
        if (detailLength >= 0) {
            byte[] detail = new byte[detailLength];
            in.get(detail);
            memory.setDetail(position, new String(detail, StandardCharsets.UTF_8));
        }
    }

    private static void skip(ByteBuffer in, int columns) {
        for (int i = 0; i < columns; i++) {
            int length = in.getInt();
            in.position(in.position() + Math.max(length, 0));
        }
    }

    private static long longColumn(ByteBuffer in, long absent) {
        return in.getInt() < 0 ? absent : in.getLong();
    }

    private static int intColumn(ByteBuffer in) {
        return in.getInt() < 0 ? 0 : in.getInt();
    }

    private static int shortColumn(ByteBuffer in) {
        in.getInt();
        return in.getShort();
    }
}
