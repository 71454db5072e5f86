package io.bursar.console.pages;

import java.util.List;

/** Makes pages of what rooms gathered, in one book. */
final class Press {
    private final Templates templates;
    private final Assets assets;
    private final Shelf.Spot spot;

    Press(Templates templates, Assets assets, Shelf.Spot spot) {
        this.templates = templates;
        this.assets = assets;
        this.spot = spot;
    }

    /** What stands in place of a page. */
    record Message(String headline, String text, String code) {}

    /** A page of a room. @param template its name, which takes the model */
    Page page(Visit visit, String title, String template, Object model) {
        return Page.html(200, templates.render(template, frame(visit, title), model));
    }

    private Frame frame(Visit visit, String title) {
        return new Frame(
                title, visit, spot.entry(), spot.others(), spot.reader().committedSeq(), assets);
    }

    /** There is no such thing. */
    Page missing(Visit visit, String what) {
        Message message = new Message(
                what + " is not here",
                "The address may be mistyped, or it is one of another book. The search field finds ids, account paths,"
                        + " idempotency keys and references.",
                visit.thing());
        return Page.html(404, templates.render("missing", frame(visit, "Not found"), message));
    }

    /** To another page of this book. */
    Page redirect(String path) {
        return Page.redirect(
                path.equals("/") ? spot.entry().home() : spot.entry().prefix() + path);
    }

    /** A page for somebody who is not signed in, or of no book. */
    static Page outside(Templates templates, Assets assets, Outside outside) {
        Frame frame =
                new Frame(outside.title(), Visit.NOBODY, Shelf.Entry.HOUSE, List.of(Shelf.Entry.HOUSE), 0, assets);
        return Page.html(outside.status(), templates.render(outside.template(), frame, outside.model()));
    }

    /** What is shown outside. */
    record Outside(int status, String title, String template, Object model) {}
}
