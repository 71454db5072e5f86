package io.bursar.console.pages;

import java.util.List;

/**
 * What surrounds every page.
 *
 * @param room the room of the navigation that it belongs to
 * @param formToken what forms send along; empty where nobody is signed in
 * @param seq the last committed row when the page was made
 * @param search what stands in the search field
 */
record Frame(String title, String room, String formToken, long seq, String search, Assets assets) {
    /** The rooms in the order of the navigation: name, address, letter of the shortcut. */
    static final List<Room> ROOMS = List.of(
            new Room("", "Trial balance", "b"),
            new Room("accounts", "Accounts", "a"),
            new Room("holds", "Holds", "h"),
            new Room("overdrawn", "Overdrawn", "o"),
            new Room("doctor", "Doctor", "d"));

    record Room(String segment, String name, String letter) {
        String href() {
            return "/" + segment;
        }
    }

    boolean isSignedIn() {
        return !formToken.isEmpty();
    }

    String asset(String name) {
        return assets.url(name);
    }
}
