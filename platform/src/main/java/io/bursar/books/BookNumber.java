package io.bursar.books;

import io.bursar.ledger.Book;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which book a command line means: {@code --book N}, if it says.
 *
 * @param said empty: it does not say
 * @param rest of the arguments; an unusable {@code --book} stays among them, to be refused
 */
record BookNumber(OptionalInt said, List<String> rest) {
    static BookNumber of(List<String> arguments) {
        int at = arguments.indexOf("--book");
        if (at < 0 || at + 1 == arguments.size() || !arguments.get(at + 1).matches("[1-9][0-9]{0,5}")) {
            return new BookNumber(OptionalInt.empty(), List.copyOf(arguments));
        }
        List<String> rest = new ArrayList<>(arguments);
        rest.subList(at, at + 2).clear();
        return new BookNumber(OptionalInt.of(Integer.parseInt(arguments.get(at + 1))), List.copyOf(rest));
    }

    /** The one that was said, otherwise the house's. */
    int orHouse() {
        return said.orElse(Book.NUMBER);
    }
}
