package io.bursar.console.pages;

import java.util.List;

/**
 * What surrounds every page.
 *
 * @param seq the last committed row when the page was made
 */
record Frame(String title, Visit visit, Shelf.Entry book, List<Shelf.Entry> books, long seq, Assets assets) {
    /** The rooms in the order of the navigation: name, address, letter of the shortcut. */
    static final List<Room> ROOMS = List.of(
            new Room("", "Trial balance", "b"),
            new Room("accounts", "Accounts", "a"),
            new Room("transactions", "Transactions", "t"),
            new Room("holds", "Holds", "h"),
            new Room("overdrawn", "Overdrawn", "o"),
            new Room("periods", "Periods", "p"),
            new Room("proof", "Proof", "v"),
            new Room("doctor", "Doctor", "d"));

    record Room(String segment, String name, String letter) {
        String path() {
            return "/" + segment;
        }
    }

    boolean isSignedIn() {
        return !formToken().isEmpty();
    }

    String formToken() {
        return visit.session().formToken();
    }

    boolean isIn(Room room) {
        return isSignedIn() && room.segment().equals(visit.room());
    }

    /** What stands in the search field. */
    String search() {
        return visit.ask("q");
    }

    /** A path of this console, in the book that the page is about; empty for an empty one. */
    String at(String path) {
        if (path.isEmpty()) {
            return "";
        }
        if (path.equals("/") || path.startsWith("/?")) {
            return book.home() + path.substring(1);
        }
        return book.prefix() + path;
    }

    String asset(String name) {
        return assets.url(name);
    }
}
