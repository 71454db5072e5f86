package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.console.pages.Press.Message;
import io.bursar.database.Database;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerReader;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The console's pages: which visit is shown what. */
@Component
public final class Pages {
    private static final Duration NEWS_WAIT = Duration.ofMillis(1);

    private final Press press;
    private final LedgerReader reader;
    private final BooksRoom books;
    private final AccountsRoom accounts;
    private final CommandsRoom commands;
    private final DoctorRoom doctor;
    private final SearchRoom search;

    Pages(Ledger ledger, Database database, Callers callers, Assets assets) {
        this.reader = ledger.reader();
        this.press = new Press(assets, reader);
        Examinations examinations = new Examinations(database);
        this.books = new BooksRoom(press, reader, examinations);
        this.accounts = new AccountsRoom(press, reader);
        this.commands = new CommandsRoom(press, reader, callers);
        this.doctor = new DoctorRoom(press, examinations);
        this.search = new SearchRoom(press, reader, callers);
    }

    /** Why somebody must sign in. */
    public enum Reason {
        NOT_SIGNED_IN,
        SESSION_OVER,
        LINK_SPENT
    }

    /** First segments of the pages' paths; an empty one is {@code /}. */
    public Set<String> segments() {
        return Set.of("", "accounts", "transactions", "holds", "overdrawn", "doctor", "search", "live");
    }

    /** What somebody who is signed in sees. */
    public Page show(Visit visit) {
        boolean isRoom = visit.thing().isEmpty();
        return switch (visit.room()) {
            case "" -> books.show(visit);
            case "accounts" -> isRoom ? accounts.tree(visit) : accounts.account(visit);
            case "transactions" -> isRoom ? Page.redirect("/search") : commands.transaction(visit);
            case "holds" -> isRoom ? commands.openHolds(visit) : commands.hold(visit);
            case "overdrawn" -> isRoom ? accounts.overdrawn(visit) : press.missing(visit, "This page");
            case "doctor" -> isRoom ? doctor.show(visit) : press.missing(visit, "This page");
            case "search" -> isRoom ? search.show(visit) : press.missing(visit, "This page");
            case "live" -> news(visit);
            default -> press.missing(visit, "This page");
        };
    }

    /** What somebody who is signed in gets for a form. */
    public Page act(Visit visit) {
        return visit.path().equals("/doctor") ? doctor.examine() : methodUnknown();
    }

    /** Whether rows were committed since the page was made; parts of pages that are live then come again. */
    private Page news(Visit visit) {
        long seen = visit.number("after").orElse(0);
        try {
            // Another process may have written: asking for the next row makes this node look.
            reader.awaitSeq(seen + 1, NEWS_WAIT);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return reader.committedSeq() == seen
                ? Page.nothing(204)
                : press.page(visit, "", "pulse", "").with("HX-Trigger", "live");
    }

    /** Before signing in. @param token of the link, which is used when the form on the page is sent */
    public Page signIn(String token) {
        return press.outside(200, "Sign in", "sign-in", token);
    }

    /** For whom no page is shown. */
    public Page askForLink(Reason reason) {
        Message message =
                switch (reason) {
                    case NOT_SIGNED_IN ->
                        new Message("Sign in with a link", "Whoever runs Bursar can print one; it works once.", "");
                    case SESSION_OVER ->
                        new Message(
                                "Your session is over",
                                "Sessions end after twelve hours, or two without a page being opened.",
                                "");
                    case LINK_SPENT ->
                        new Message(
                                "This link does not work any more",
                                "A link lets one browser in, once, within 15 minutes.",
                                "");
                };
        return press.outside(401, message.headline(), "ask-for-link", message);
    }

    /** For a form that another site, or an older session, sent. */
    public Page foreignForm() {
        return press.outside(
                403,
                "Refused",
                "outside",
                new Message(
                        "This form was not sent from here",
                        "It belongs to another page or an older session. Go back, reload the page and try again.",
                        ""));
    }

    public Page methodUnknown() {
        return press.outside(
                        405,
                        "Refused",
                        "outside",
                        new Message("Pages are for looking", "This address takes no such request.", ""))
                .with("Allow", "GET");
    }

    /** For a defect. */
    public Page apology() {
        return press.outside(
                500,
                "Something went wrong",
                "outside",
                new Message(
                        "Something went wrong here",
                        "The log has the reason, under the id in this answer's header Request-Id. No books were"
                                + " changed: pages only read.",
                        ""));
    }
}
