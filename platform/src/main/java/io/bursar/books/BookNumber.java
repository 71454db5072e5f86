package io.bursar.books;

import io.bursar.ledger.Book;
import java.util.ArrayList;
import java.util.List;

/**
 * Which book a command line means: {@code --book N}, otherwise the house's.
 *
 * @param rest of the arguments; an unusable {@code --book} stays among them, to be refused
 */
record BookNumber(int number, List<String> rest) {
    static BookNumber of(List<String> arguments) {
        int at = arguments.indexOf("--book");
        if (at < 0 || at + 1 == arguments.size() || !arguments.get(at + 1).matches("[1-9][0-9]{0,5}")) {
            return new BookNumber(Book.NUMBER, List.copyOf(arguments));
        }
        List<String> rest = new ArrayList<>(arguments);
        rest.subList(at, at + 2).clear();
        return new BookNumber(Integer.parseInt(arguments.get(at + 1)), List.copyOf(rest));
    }
}
