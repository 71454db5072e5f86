package io.bursar.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.bursar.api.CardNumbers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Bad rows in a CSV file of their own: where, what is wrong, and the row as it was, but without card numbers. */
final class Rejects implements AutoCloseable {
    private final Path path;
    private final CsvWriter writer;

    Rejects(Path path, List<String> header) {
        this.path = path;
        try {
            this.writer = CsvWriter.builder().autoFlush(true).build(path);
            List<String> first = new ArrayList<>(List.of("line", "column", "problem"));
            first.addAll(header);
            writer.writeRecord(first);
        } catch (IOException unwritable) {
            throw new ImportStopped(
                    "The file for bad rows, " + path + ", cannot be written: " + unwritable, unwritable);
        }
    }

    void add(BadRowException bad, List<String> fields) {
        List<String> row = new ArrayList<>(List.of(Long.toString(bad.line()), bad.column(), bad.problem()));
        fields.forEach(field -> row.add(CardNumbers.mask(field)));
        writer.writeRecord(row);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException failed) {
            throw new ImportStopped("The file for bad rows, " + path + ", cannot be finished: " + failed, failed);
        }
    }
}
