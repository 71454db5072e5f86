package io.bursar.books;

import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.database.StartRefused;
import io.bursar.engine.BookFile;
import io.bursar.engine.ChainLink;
import io.bursar.engine.LedgerId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code export}: the book, or a signed checkpoint of it, into a file. */
public final class ExportBook {
    private static final String HELP = """
            Usage: ./bursar export book FILE [--book N]           the whole book as JSON lines; packed for a FILE.gz
                   ./bursar export checkpoint [FILE] [--book N]   a signed line that says what the book is now

            N is the number of a tenant's book; without it, it is the house's, 1. Runs alone or beside ./bursar up; what
            is committed while it runs is left out. FILE - is standard output.
            A checkpoint is added to the end of FILE. Keep checkpoints where the book's keeper cannot change them: only
            they can show later that the end was cut off or that everything was made up anew (docs/guides/proof.md).
            The key that signs is made in $BURSAR_HOME/checkpoint.key when it is missing.

            ./bursar verify FILE checks an export; ./bursar import book FILE makes the same book of it elsewhere.
            Exit status: 0 done; 1 the book is damaged, or the database or FILE cannot be used; 2 wrong usage.
            """;

    private final DatabaseSettings settings;
    private final PrintStream out;
    private final PrintStream err;

    private ExportBook(DatabaseSettings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** @return the exit status */
    public static int run(List<String> arguments, DatabaseSettings settings, PrintStream out, PrintStream err) {
        return new ExportBook(settings, out, err).obey(arguments);
    }

    private int obey(List<String> said) {
        BookNumber numbered = BookNumber.of(said);
        List<String> arguments = numbered.rest();
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        String what = arguments.isEmpty() ? "" : arguments.getFirst();
        boolean isBook = what.equals("book") && arguments.size() == 2;
        boolean isCheckpoint = what.equals("checkpoint") && arguments.size() <= 2;
        if (!isBook && !isCheckpoint) {
            err.println("export takes: book FILE, or checkpoint [FILE].\n\n" + HELP);
            return 2;
        }
        String file = arguments.size() == 2 ? arguments.get(1) : "-";
        try (Database database = Database.openOrJoin(settings, Schema.of(List.of("books", "ledger")))) {
            err.println(database.describe().line());
            SigningKey key = SigningKey.of(settings.home());
            if (isBook) {
                book(new Source(database, numbered.orHouse()), file, key);
            } else {
                checkpoint(new Source(database, numbered.orHouse()), file, key);
            }
            err.println("Signed by " + key.verifyingKey());
            return 0;
        } catch (StartRefused | BookFile.Damaged refused) {
            err.println(refused.getMessage());
            return 1;
        } catch (SQLException failed) {
            err.println("The book cannot be read: " + failed.getMessage());
            return 1;
        } catch (IOException failed) {
            err.println("The file " + file + " cannot be written: " + failed);
            return 1;
        }
    }

    private record Source(Database database, int number) {}

    private void checkpoint(Source source, String file, SigningKey key) throws SQLException, IOException {
        ChainLink end = BookFile.chainEnd(source.database().ledger(), source.number());
        String signed = key.sign(end);
        if (end.batch() > 0) {
            new CheckpointStore(JdbcClient.create(source.database().app())).add(end, key.verifyingKey(), signed);
        }
        String line = signed + "\n";
        if (file.equals("-")) {
            out.print(line);
        } else {
            Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        err.printf("Checkpoint of batch %,d, hash %s%n", end.batch(), end.hash());
    }

    private void book(Source source, String file, SigningKey key) throws SQLException, IOException {
        if (file.equals("-")) {
            write(source, out, key);
            return;
        }
        // The name is given when all of it is there: half a book is not to be taken for one.
        Path whole = Path.of(file);
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        try (OutputStream to = Files.newOutputStream(part);
                OutputStream packed = file.endsWith(".gz") ? new GZIPOutputStream(to, 64 * 1024) : to) {
            write(source, packed, key);
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(Source source, OutputStream to, SigningKey key) throws SQLException, IOException {
        DataSource ledger = source.database().ledger();
        long rows = Math.max(
                1, LedgerId.position(BookFile.chainEnd(ledger, source.number()).lastSeq()));
        Progress progress = new Progress(err, done -> (double) done / rows);
        BookFile.Written written = BookFile.export(ledger, source.number(), to, key::sign, progress);
        err.printf(
                "Exported %,d batches, %,d rows, hash %s%n",
                written.batches(), written.rows(), written.end().hash());
    }
}
