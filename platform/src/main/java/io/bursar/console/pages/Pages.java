package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.api.ProblemException;
import io.bursar.books.BackgroundDoctor;
import io.bursar.books.Checkpoints;
import io.bursar.books.DoctorStatus;
import io.bursar.console.pages.Press.Message;
import io.bursar.console.pages.Press.Outside;
import io.bursar.database.Database;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.OpenBooks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The console's pages: which visit is shown what. */
@Component
public final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
    private static final Duration NEWS_WAIT = Duration.ofMillis(1);

    private final Templates templates = new Templates();
    private final Map<Integer, TrialSheets> sheets = new ConcurrentHashMap<>();
    private final Assets assets;
    private final Shelf shelf;
    private final Callers callers;
    private final BackgroundDoctor doctor;
    private final Checkpoints checkpoints;

    Pages(Assets assets, OpenBooks books, Database database, Callers callers, Proving proving) {
        this.assets = assets;
        this.shelf = new Shelf(books, database);
        this.callers = callers;
        this.doctor = proving.doctor();
        this.checkpoints = proving.checkpoints();
    }

    /** What proves books. */
    @Component
    record Proving(BackgroundDoctor doctor, Checkpoints checkpoints) {}

    /** Why somebody must sign in. */
    public enum Reason {
        NOT_SIGNED_IN,
        SESSION_OVER,
        LINK_SPENT
    }

    /** First segments of the pages' paths; an empty one is {@code /}. */
    public Set<String> segments() {
        return Set.of(
                "",
                "accounts",
                "books",
                "doctor",
                "holds",
                "live",
                "overdrawn",
                "periods",
                "proof",
                "runbooks",
                "search",
                "transactions");
    }

    /** What somebody who is signed in sees. */
    public Page show(Visit visit) {
        return in(visit, spot -> {
            Page page = show(visit, spot, new Press(templates, assets, spot));
            if (page.headers().containsKey("Content-Disposition")) {
                LOG.info(
                        "the console exported path={} book={} session={}",
                        visit.path(),
                        visit.book(),
                        visit.session().name());
            }
            return page;
        });
    }

    private Page in(Visit visit, Function<Shelf.Spot, Page> shown) {
        try {
            Optional<Shelf.Spot> spot = shelf.find(visit.book());
            return spot.map(shown)
                    .orElseGet(() -> outside(
                            404,
                            "Not found",
                            "There is no such book",
                            "The address may be mistyped. All books: /books"));
        } catch (ProblemException closed) {
            return outside(503, "Not now", "This book cannot be opened now", String.valueOf(closed.getMessage()));
        }
    }

    private Page show(Visit visit, Shelf.Spot spot, Press press) {
        LedgerReader reader = spot.reader();
        boolean isRoom = visit.thing().isEmpty();
        DoctorStatus status = doctor.status(spot.book());
        ProofRoom proof = new ProofRoom(press, spot, checkpoints, status);
        CommandsRoom commands = new CommandsRoom(press, spot, callers, proof::placeOf);
        AccountsRoom accounts = new AccountsRoom(press, reader);
        if (isRoom) {
            return switch (visit.room()) {
                case "" -> new BooksRoom(press, reader, sheets(spot), status).show(visit);
                case "accounts" -> accounts.tree(visit);
                case "books" -> shelf.list(visit, press, doctor);
                case "doctor" -> new DoctorRoom(press, spot, doctor).show(visit);
                case "holds" -> commands.holds(visit);
                case "live" -> news(visit, reader, press);
                case "overdrawn" -> accounts.overdrawn(visit);
                case "periods" -> new PeriodsRoom(press, reader, callers).show(visit);
                case "proof" -> proof.show(visit);
                case "search" -> new SearchRoom(press, spot, callers).show(visit);
                case "transactions" -> commands.list(visit);
                default -> press.missing(visit, "This page");
            };
        }
        return switch (visit.room()) {
            case "accounts" ->
                StatementRoom.isStatement(visit)
                        ? new StatementRoom(press, reader).show(visit)
                        : accounts.account(visit);
            case "holds" -> commands.hold(visit);
            case "proof" -> proof.file(visit);
            case "runbooks" -> new Runbooks(press).show(visit);
            case "transactions" -> commands.transaction(visit);
            default -> press.missing(visit, "This page");
        };
    }

    private TrialSheets sheets(Shelf.Spot spot) {
        return sheets.computeIfAbsent(spot.book(), book -> new TrialSheets());
    }

    /** What somebody who is signed in gets for a form. */
    public Page act(Visit visit) {
        return in(visit, spot -> {
            Press press = new Press(templates, assets, spot);
            return switch (visit.path()) {
                case "/doctor" -> new DoctorRoom(press, spot, doctor).examine(visit);
                case "/proof" -> new ProofRoom(press, spot, checkpoints, doctor.status(spot.book())).sign(visit);
                default -> methodUnknown();
            };
        });
    }

    /** Whether rows were committed since the page was made; parts of pages that are live then come again. */
    private static Page news(Visit visit, LedgerReader reader, Press press) {
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

    private Page outside(int status, String title, String headline, String text) {
        return Press.outside(templates, assets, new Outside(status, title, "outside", new Message(headline, text, "")));
    }

    /** Before signing in. @param token of the link, which is used when the form on the page is sent */
    public Page signIn(String token) {
        return Press.outside(templates, assets, new Outside(200, "Sign in", "sign-in", token));
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
        return Press.outside(templates, assets, new Outside(401, message.headline(), "ask-for-link", message));
    }

    /** For a form that another site, or an older session, sent. */
    public Page foreignForm() {
        return outside(
                403,
                "Refused",
                "This form was not sent from here",
                "It belongs to another page or an older session. Go back, reload the page and try again.");
    }

    /** For an address or a form that is no text. */
    public Page unreadable() {
        return outside(
                400, "Refused", "This cannot be read", "Part of what was sent is no text. Go back and try again.");
    }

    public Page methodUnknown() {
        return outside(405, "Refused", "Pages are for looking", "This address takes no such request.")
                .with("Allow", "GET");
    }

    /** For a defect. */
    public Page apology() {
        return outside(
                500,
                "Something went wrong",
                "Something went wrong here",
                "The log has the reason, under the id in this answer's header Request-Id. No books were changed: pages"
                        + " only read.");
    }
}
