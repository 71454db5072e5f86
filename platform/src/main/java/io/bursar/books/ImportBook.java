package io.bursar.books;

import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.database.StartRefused;
import io.bursar.engine.BookFile;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerDoctor;
import io.bursar.engine.LedgerException;
import io.bursar.ledger.Book;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** {@code import book FILE}: makes of an exported book the same book here, row for row and hash for hash. */
public final class ImportBook {
    private static final String HELP = """
            Usage: ./bursar import book FILE [--book N]

            Reads a book that ./bursar export book wrote, packed with gzip or not, into a database that has none, or has
            a beginning of the same book. Every row is checked against the file's chain of hashes, nothing is evaluated
            again; at the end the doctor proves the whole. It may be stopped at any moment, kill -9 included, and
            started again: it goes on where it was, and importing a file again adds nothing.

            Stop Bursar first: until the import is done, nobody may have the book open.
            Exit status: 0 the book is here and sound; 1 it is not, and the message says why; 2 wrong usage.
            """;

    private static final long ROWS_BETWEEN_WORDS = 1_000_000;

    private final DatabaseSettings settings;
    private final PrintStream out;
    private long nextWord = ROWS_BETWEEN_WORDS;

    private ImportBook(DatabaseSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** @return the exit status */
    public static int run(List<String> arguments, DatabaseSettings settings, PrintStream out) {
        return new ImportBook(settings, out).obey(arguments);
    }

    private int obey(List<String> said) {
        BookNumber numbered = BookNumber.of(said);
        List<String> arguments = numbered.rest();
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        if (arguments.size() != 1 || arguments.getFirst().startsWith("--")) {
            out.println("import book takes one FILE.\n\n" + HELP);
            return 2;
        }
        Path file = Path.of(arguments.getFirst());
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
                InputStream in = unpacked(raw);
                Database database = Database.open(settings, Schema.of(List.of("ledger")))) {
            out.println(database.describe().line());
            return read(database, numbered.number(), in);
        } catch (StartRefused | BookFile.Damaged refused) {
            out.println(refused.getMessage());
            return 1;
        } catch (NoSuchFileException missing) {
            out.println("There is no file " + file + ".");
            return 1;
        } catch (IOException failed) {
            out.println("The file " + file + " cannot be read to its end: " + failed);
            return 1;
        } catch (SQLException | LedgerException failed) {
            out.println("The database cannot take the book: " + failed.getMessage());
            return 1;
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        boolean isPacked = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isPacked ? new GZIPInputStream(in, 64 * 1024) : in;
    }

    private int read(Database database, int number, InputStream in) throws SQLException, IOException {
        LedgerConfig config = Book.config(database, number);
        BookFile.Read read = BookFile.restore(config, in, this::progress);
        out.printf(
                "Read %,d batches, %,d rows; %,d batches were new. Hash of the last: %s%n",
                read.batches(), read.rows(), read.added(), read.end().hash());
        return switch (LedgerDoctor.examine(database.ledger(), number, out)) {
            case CLEAN -> 0;
            case DAMAGED -> 1;
        };
    }

    private void progress(long rows) {
        if (rows >= nextWord) {
            out.printf("%,d rows%n", rows);
            nextWord = rows - rows % ROWS_BETWEEN_WORDS + ROWS_BETWEEN_WORDS;
        }
    }
}
