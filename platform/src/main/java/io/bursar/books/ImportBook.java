package io.bursar.books;

import io.bursar.access.Tenants;
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
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** {@code import book FILE}: makes of an exported book the same book here, row for row and hash for hash. */
public final class ImportBook {
    private static final String HELP = """
            Usage: ./bursar import book FILE [--book N] [--name NAME]

            Reads a book that ./bursar export book wrote, packed with gzip or not, into a database that has none, or has
            a beginning of the same book. Every row is checked against the file's chain of hashes, nothing is evaluated
            again; at the end the doctor proves the whole. It may be stopped at any moment, kill -9 included, and
            started again: it goes on where it was, and importing a file again adds nothing.

            A book keeps its number, which is inside every id: that of the file. A tenant's book gets a tenant of that
            number and NAME (usual: "book N"). Is there one already, say --book N, so that it goes to nobody else.

            Stop Bursar first: until the import is done, nobody may have the book open.
            Exit status: 0 the book is here and sound; 1 it is not, and the message says why; 2 wrong usage.
            """;

    private static final int HEADER_MAX = 200;
    private static final Pattern HEADER = Pattern.compile("\\{\"bursar_book\":[0-9]+,\"book\":([1-9][0-9]{0,5}),");

    private final DatabaseSettings settings;
    private final PrintStream out;

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
        List<String> arguments = new ArrayList<>(numbered.rest());
        String name = takeName(arguments);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        if (arguments.size() != 1 || arguments.getFirst().startsWith("--")) {
            out.println("import book takes one FILE.\n\n" + HELP);
            return 2;
        }
        Path file = Path.of(arguments.getFirst());
        try (FileChannel packed = FileChannel.open(file);
                InputStream raw = new BufferedInputStream(Channels.newInputStream(packed), 64 * 1024);
                InputStream in = new BufferedInputStream(unpacked(raw), 64 * 1024);
                Database database = Database.open(settings, Schema.of(List.of("access", "ledger")))) {
            out.println(database.describe().line());
            int number = header(in);
            makeRoom(database, number, numbered.said(), name);
            long bytes = Math.max(1, Files.size(file));
            return read(database, number, in, new Progress(out, rows -> share(packed, bytes)));
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

    private static double share(FileChannel packed, long bytes) {
        try {
            return (double) packed.position() / bytes;
        } catch (IOException closed) {
            return 1;
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        boolean isPacked = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isPacked ? new GZIPInputStream(in, 64 * 1024) : in;
    }

    /** What {@code --name} says, taken out of the arguments; empty: it is not there. */
    private static String takeName(List<String> arguments) {
        int at = arguments.indexOf("--name");
        if (at < 0 || at + 1 == arguments.size()) {
            return "";
        }
        String name = arguments.get(at + 1).strip();
        arguments.subList(at, at + 2).clear();
        return name;
    }

    /** The number of the file's book, read without taking anything away; the house's when it begins as no book does. */
    private static int header(InputStream in) throws IOException {
        in.mark(HEADER_MAX);
        String begin = new String(in.readNBytes(HEADER_MAX), StandardCharsets.UTF_8);
        in.reset();
        Matcher book = HEADER.matcher(begin);
        return book.lookingAt() ? Integer.parseInt(book.group(1)) : Book.NUMBER;
    }

    /** Sees that the book goes to whom it belongs. */
    private static void makeRoom(Database database, int number, OptionalInt said, String name) {
        if (said.isPresent() && said.getAsInt() != number) {
            throw new StartRefused("The file is of book " + number + ", not of book " + said.getAsInt()
                    + "; a book keeps its number, which is inside every id.");
        }
        Tenants tenants = Tenants.on(database.app());
        String there = tenants.names().get(number);
        if (there == null) {
            tenants.adopt(number, name.isEmpty() ? "book " + number : name);
        } else if (number != Book.NUMBER && said.isEmpty()) {
            throw new StartRefused("Book " + number + " is here already, and is called " + there
                    + ". If the file is theirs, say so: --book " + number);
        }
    }

    private int read(Database database, int number, InputStream in, Progress progress)
            throws SQLException, IOException {
        LedgerConfig config = Book.config(database, number);
        BookFile.Read read = BookFile.restore(config, in, progress);
        out.printf(
                "Read %,d batches, %,d rows; %,d batches were new. Hash of the last: %s%n",
                read.batches(), read.rows(), read.added(), read.end().hash());
        out.println("Every row fits the chain. The doctor proves the whole.");
        return switch (LedgerDoctor.examine(database.ledger(), number, out)) {
            case CLEAN -> 0;
            case DAMAGED -> 1;
        };
    }
}
