package io.bursar.console.pages;

import io.bursar.access.Tenants;
import io.bursar.books.BackgroundDoctor;
import io.bursar.books.DoctorStatus;
import io.bursar.database.Database;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.Book;
import io.bursar.ledger.OpenBooks;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The books that there are: the house's, the tenants', and those that were imported and have no tenant yet. */
final class Shelf {
    /** Listed beside each other at the head of a page; the page of books has them all. */
    private static final int SWITCH_MAX = 12;

    private final OpenBooks open;
    private final Tenants tenants;
    private final Database database;

    Shelf(OpenBooks open, Database database) {
        this.open = open;
        this.tenants = Tenants.on(database.app());
        this.database = database;
    }

    /** A book. @param name what its tenant is called */
    record Entry(int number, String name) {
        /** The house as a visit before signing in sees it. */
        static final Entry HOUSE = new Entry(Book.NUMBER, "house");

        boolean isHouse() {
            return number == Book.NUMBER;
        }

        /** What its addresses begin with; nothing for the house's. */
        String prefix() {
            return isHouse() ? "" : Visit.BOOKS + "/" + number;
        }

        String home() {
            return isHouse() ? "/" : prefix();
        }

        /** One of six colours, so that two books that are open side by side do not look the same. */
        int hue() {
            return number % 6;
        }
    }

    /** Where a visit is. @param others all books, the first of them when there are many */
    record Spot(Entry entry, LedgerReader reader, List<Entry> others) {
        int book() {
            return entry.number();
        }
    }

    List<Entry> entries() {
        Map<Integer, String> names = tenants.names();
        Book.numbers(database).forEach(number -> names.putIfAbsent(number, "imported book"));
        return names.entrySet().stream()
                .map(each -> new Entry(each.getKey(), each.getValue()))
                .toList();
    }

    /**
     * Empty when there is no such book.
     *
     * @throws io.bursar.api.ProblemException when it cannot be opened now
     */
    Optional<Spot> find(int number) {
        List<Entry> entries = entries();
        return entries.stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .map(found -> new Spot(
                        found, open.of(number).reader(), entries.subList(0, Math.min(entries.size(), SWITCH_MAX))));
    }

    /** The page of all books. */
    record Listed(List<Line> lines) {}

    record Line(Entry entry, DoctorStatus doctor) {}

    Page list(Visit visit, Press press, BackgroundDoctor doctor) {
        List<Line> lines = entries().stream()
                .map(each -> new Line(each, doctor.status(each.number())))
                .toList();
        return press.page(visit, "Books", "shelf", new Listed(lines));
    }
}
