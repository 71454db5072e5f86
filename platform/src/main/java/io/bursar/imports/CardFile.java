package io.bursar.imports;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A CSV file, packed with gzip or not, read once from the first row to the last. */
final class CardFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final Counted counted;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;
    private final RowReader rows;
    private @Nullable CsvRecord last;
    private long line = 1;

    private CardFile(Counted counted, InputStream unpacked, Mapping mapping) {
        this.counted = counted;
        this.reader = CsvReader.builder()
                .fieldSeparator(mapping.separator())
                .detectBomHeader(true)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .build(
                        CsvRecordHandler.of(limits ->
                                limits.maxFields(1_000).maxFieldSize(BUFFER).maxRecordSize(BUFFER)),
                        unpacked,
                        StandardCharsets.UTF_8);
        this.records = reader.iterator();
        CsvRecord first = read();
        this.header = first == null ? List.of() : List.copyOf(first.getFields());
        this.rows = new RowReader(mapping, header);
    }

    /** @throws ImportStopped when it cannot be read, or its first line lacks a column of the mapping */
    static CardFile open(InputStream in, Mapping mapping) {
        Counted counted = new Counted(in);
        try {
            return new CardFile(counted, unpacked(counted), mapping);
        } catch (IOException unreadable) {
            throw new ImportStopped("The file cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The row after the last one; null: there is none. */
    @Nullable
    CardRow next() throws BadRowException {
        last = read();
        return last == null ? null : rows.read(last);
    }

    /** The fields of the row that was read last, good or bad. */
    List<String> fields() {
        return last == null ? List.of() : last.getFields();
    }

    List<String> header() {
        return header;
    }

    /** Of the file as it is, packed. */
    long bytesRead() {
        return counted.bytes;
    }

    private @Nullable CsvRecord read() {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
            return record;
        } catch (CsvParseException broken) {
            Throwable cause = broken.getCause() == null ? broken : broken.getCause();
            throw new ImportStopped(
                    "The file is no CSV after line " + line + ": " + cause.getMessage()
                            + " (often a quotation mark without its second one).",
                    broken);
        } catch (UncheckedIOException broken) {
            throw new ImportStopped(
                    "The file breaks off or is damaged after line " + line + ": " + broken.getMessage()
                            + ". Get it again and import it again: what is booked stays booked, once.",
                    broken);
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(2);
        boolean isPacked = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        return isPacked ? new GZIPInputStream(buffered, BUFFER) : buffered;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("closing the file", failed);
        }
    }

    /** Counts what was read. */
    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            bytes += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int count = super.read(into, from, most);
            bytes += Math.max(0, count);
            return count;
        }
    }
}
