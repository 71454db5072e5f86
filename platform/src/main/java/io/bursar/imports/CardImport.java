package io.bursar.imports;

import io.bursar.access.Tenants;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.database.StartRefused;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerException;
import io.bursar.engine.TrialBalance;
import io.bursar.ledger.Book;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code import cards}: books card transactions from a CSV file. docs/guides/import.md says what becomes of a row. */
public final class CardImport {
    private static final String HELP = """
            Usage: ./bursar import cards FILE [OPTIONS]

            Books card transactions from a CSV file, packed with gzip or not; - is standard input. Each row moves its
            amount from the customer's wallet to what the terminal is owed, at the time of the row; a wallet that does
            not cover it is topped up from the bank first. Runs alone or beside ./bursar up. May be stopped at any
            moment and started again; a row is booked once, whatever the file is called.

              --mapping FILE     properties that differ from the usual mapping: columns, time format, accounts
              --show-mapping     print the usual mapping, with explanations
              --currency CODE    the same as currency in the mapping (usual: inr)
              --source NAME      the same as source in the mapping (usual: cards)
              --skip-bad FILE    leave bad rows out and write them to FILE; otherwise the first one stops the import
              --batch N          rows that go to the ledger together (usual: 2000)
              --book N           into a tenant's book, by its number (usual: the house's, 1)

            Exit status: 0 all rows are booked; 1 some are not, or it could not go on; 2 wrong usage.
            """;

    /** Whose tables it uses. */
    private static final List<String> PACKAGES = List.of("access", "imports", "ledger");

    private final InputStream standardInput;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean isTerminal;

    private CardImport(InputStream standardInput, PrintStream out, PrintStream err, boolean isTerminal) {
        this.standardInput = standardInput;
        this.out = out;
        this.err = err;
        this.isTerminal = isTerminal;
    }

    /** @return the exit status */
    public static int run(List<String> arguments, DatabaseSettings settings) {
        boolean isTerminal = System.console() != null && System.console().isTerminal();
        return new CardImport(System.in, System.out, System.err, isTerminal).obey(arguments, settings);
    }

    /** The same with everything it says on one stream that is no terminal. */
    static int run(List<String> arguments, DatabaseSettings settings, InputStream standardInput, PrintStream out) {
        return new CardImport(standardInput, out, out, false).obey(arguments, settings);
    }

    private int obey(List<String> arguments, DatabaseSettings settings) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        if (arguments.contains("--show-mapping")) {
            out.print(Mapping.usualText());
            return 0;
        }
        try {
            Options options = Options.parse(arguments);
            Mapping mapping = Mapping.load(options.mapping(), options.overrides());
            return read(options, mapping, settings);
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage() + "\n\n" + HELP);
            return 2;
        } catch (ImportStopped | StartRefused stopped) {
            err.println(stopped.getMessage());
            return 1;
        } catch (LedgerException failed) {
            err.println("The ledger cannot be opened: " + failed.getMessage());
            return 1;
        }
    }

    private int read(Options options, Mapping mapping, DatabaseSettings settings) {
        try (InputStream in =
                        options.isStandardInput() ? standardInput : Files.newInputStream(Path.of(options.file()));
                CardFile file = CardFile.open(in, mapping)) {
            long bytes = options.isStandardInput() ? 0 : Files.size(Path.of(options.file()));
            CardRun.Input input = new CardRun.Input(file, mapping, options.partRows(), options.book());
            Path skipBad = options.skipBad();
            if (skipBad == null) {
                return book(input, null, bytes, settings);
            }
            try (Rejects rejects = new Rejects(skipBad, file.header())) {
                return book(input, rejects, bytes, settings);
            }
        } catch (NoSuchFileException missing) {
            throw new ImportStopped("There is no file " + options.file() + ".", missing);
        } catch (IOException unreadable) {
            throw new ImportStopped("The file " + options.file() + " cannot be read: " + unreadable, unreadable);
        }
    }

    private int book(CardRun.Input input, @Nullable Rejects rejects, long bytes, DatabaseSettings settings) {
        try (Database database = Database.openOrJoin(settings, Schema.of(PACKAGES));
                Ledger ledger = open(database, input.book())) {
            out.println(database.describe().line());
            if (input.book() != Book.NUMBER) {
                out.println("Into book " + input.book() + ".");
            }
            List<String> added = ChartAddition.makeRoom(ledger, input.mapping());
            if (!added.isEmpty()) {
                out.println("Added to the chart of accounts: " + String.join(", ", added));
            }
            Progress progress = new Progress(out, isTerminal, bytes);
            CardRun run = new CardRun(input, rejects, database, ledger, progress);
            boolean isDone = finish(run, progress);
            TrialBalance balance = ledger.reader().trialBalance();
            out.print(Summary.of(run.tally(), input.mapping(), progress.seconds(), balance));
            return isDone && run.tally().refused() == 0 && balance.isBalanced() ? 0 : 1;
        }
    }

    /** The ledger makes whatever it is asked to open, so a mistyped number is refused before. */
    private static Ledger open(Database database, int number) {
        Set<Integer> there = new TreeSet<>(Book.numbers(database));
        there.addAll(Tenants.on(database.app()).names().keySet());
        if (!there.contains(number)) {
            throw new ImportStopped("There is no book " + number + " here; there are: "
                    + there.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + ". A tenant's book is made by POST /v1/books.");
        }
        return Ledger.open(Book.config(database, number));
    }

    /** @return whether it came to the end of the file */
    private boolean finish(CardRun run, Progress progress) {
        try {
            run.run();
            return true;
        } catch (ImportStopped stopped) {
            progress.clear();
            err.println(stopped.getMessage());
            return false;
        } finally {
            progress.clear();
        }
    }
}
