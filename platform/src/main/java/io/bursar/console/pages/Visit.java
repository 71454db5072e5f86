package io.bursar.console.pages;

import io.bursar.engine.LedgerId;
import io.bursar.ledger.Book;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request of somebody who is signed in. Addresses that begin with {@code /books/N} are about that book, others about
 * the house's, so a link leads whoever follows it to the same book.
 *
 * @param book its number; 0: the address names none that could be
 * @param path without the book, plain, see {@link io.bursar.api.Door}
 * @param query parameters by name, the first of each
 * @param session who
 */
public record Visit(int book, String path, Map<String, String> query, Session session) {
    static final String BOOKS = "/books";

    private static final Pattern IN_A_BOOK = Pattern.compile(BOOKS + "/([1-9][0-9]{0,5})(/.*)?");

    /** Before signing in. */
    static final Visit NOBODY = new Visit(Book.NUMBER, "/", Map.of(), new Session("", ""));

    public Visit {
        query = Map.copyOf(query);
    }

    /**
     * @param formToken what forms of this session send along; empty: nobody is signed in
     * @param name by which the log tells sessions apart; the beginning of {@code console.session.hash}
     */
    public record Session(String formToken, String name) {}

    /** @param path as the browser sent it, plain */
    public static Visit to(String path, Map<String, String> query, Session session) {
        Matcher inABook = IN_A_BOOK.matcher(path);
        if (inABook.matches()) {
            String rest = inABook.group(2);
            return new Visit(Integer.parseInt(inABook.group(1)), rest == null ? "/" : rest, query, session);
        }
        boolean isNoBook = path.startsWith(BOOKS + "/");
        return new Visit(isNoBook ? 0 : Book.NUMBER, path, query, session);
    }

    /** The first segment; empty for {@code /}. */
    String room() {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }

    /** What follows the first segment; empty when nothing does. */
    String thing() {
        int end = path.indexOf('/', 1);
        return end < 0 ? "" : path.substring(end + 1);
    }

    /** A parameter without blanks around it; empty when it was not sent. */
    String ask(String name) {
        // No text in the database has a NUL, and none may be asked for.
        return query.getOrDefault(name, "").replace("\0", "").strip();
    }

    boolean wants(String name) {
        return !ask(name).isEmpty();
    }

    /** Whether a spreadsheet was asked for and no page. */
    boolean wantsCsv() {
        return ask("format").equals("csv");
    }

    /** The row of this visit's book at a place that was sent; 0 when none was. */
    long row(String name) {
        long position = number(name).orElse(0);
        return position == 0 ? 0 : LedgerId.of(book, Math.min(position, LedgerId.position(Long.MAX_VALUE)));
    }

    /** A number ≥ 0; empty when none was sent. */
    OptionalLong number(String name) {
        String sent = ask(name);
        return sent.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(sent)) : OptionalLong.empty();
    }
}
