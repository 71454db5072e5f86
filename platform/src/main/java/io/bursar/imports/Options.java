package io.bursar.imports;

import io.bursar.ledger.Book;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked on the command line.
 *
 * @param file {@code -}: standard input
 * @param mapping null: the usual one
 * @param overrides properties of the mapping that options name
 * @param skipBad where bad rows go; null: the first one stops the import
 * @param book number of the book that it goes into
 */
record Options(
        String file,
        @Nullable Path mapping,
        Map<String, String> overrides,
        @Nullable Path skipBad,
        int partRows,
        int book) {
    private static final int PART_ROWS = 2_000;
    private static final int PART_ROWS_MAX = 8_000;

    /** @throws IllegalArgumentException with what is wrong */
    static Options parse(List<String> arguments) {
        String file = "";
        Path mapping = null;
        Path skipBad = null;
        int partRows = PART_ROWS;
        int book = Book.NUMBER;
        Map<String, String> overrides = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            switch (word) {
                case "--mapping" -> mapping = Path.of(value(arguments, ++i, word));
                case "--skip-bad" -> skipBad = Path.of(value(arguments, ++i, word));
                case "--currency" -> overrides.put("currency", value(arguments, ++i, word));
                case "--source" -> overrides.put("source", value(arguments, ++i, word));
                case "--batch" -> partRows = partRows(value(arguments, ++i, word));
                case "--book" -> book = book(value(arguments, ++i, word));
                default -> {
                    if (word.startsWith("--") || !file.isEmpty()) {
                        throw new IllegalArgumentException(
                                word.startsWith("--") ? "There is no option " + word + "." : "One file at a time.");
                    }
                    file = word;
                }
            }
        }
        if (file.isEmpty()) {
            throw new IllegalArgumentException("Which file?");
        }
        return new Options(file, mapping, Map.copyOf(overrides), skipBad, partRows, book);
    }

    boolean isStandardInput() {
        return file.equals("-");
    }

    private static String value(List<String> arguments, int at, String option) {
        if (at >= arguments.size() || arguments.get(at).isBlank()) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return arguments.get(at);
    }

    private static int book(String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("--book needs the number of a book, such as 2, got " + text + ".");
        }
        return Integer.parseInt(text);
    }

    private static int partRows(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > PART_ROWS_MAX) {
            throw new IllegalArgumentException("--batch needs a number from 1 to " + PART_ROWS_MAX + ".");
        }
        return Integer.parseInt(text);
    }
}
