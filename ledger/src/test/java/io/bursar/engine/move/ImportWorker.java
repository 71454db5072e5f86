package io.bursar.engine.move;

import io.bursar.engine.LedgerConfig;
import io.bursar.engine.doctor.EngineBook;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that imports a book in small parts. Arguments: JDBC URL, user, password, file. */
final class ImportWorker {
    static final int PART_ROWS = 400;

    private ImportWorker() {}

    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        database.setUser(arguments[1]);
        database.setPassword(arguments[2]);
        LedgerConfig config = LedgerConfig.of(database, EngineBook.BOOK);
        try (InputStream in = Files.newInputStream(Path.of(arguments[3]))) {
            System.out.println(new BookImport(config, rows -> {}, PART_ROWS).read(in));
        }
    }
}
