package io.bursar.console.pages;

import io.bursar.engine.LedgerReader;

/** Makes pages of what rooms gathered. */
final class Press {
    private final Templates templates = new Templates();
    private final Assets assets;
    private final LedgerReader reader;

    Press(Assets assets, LedgerReader reader) {
        this.assets = assets;
        this.reader = reader;
    }

    /** What stands in place of a page. */
    record Message(String headline, String text, String code) {}

    /** A page of a room. @param template its name, which takes the model */
    Page page(Visit visit, String title, String template, Object model) {
        Frame frame = new Frame(title, visit.room(), visit.formToken(), reader.committedSeq(), visit.ask("q"), assets);
        return Page.html(200, templates.render(template, frame, model));
    }

    /** There is no such thing. */
    Page missing(Visit visit, String what) {
        Frame frame = new Frame("Not found", visit.room(), visit.formToken(), reader.committedSeq(), "", assets);
        Message message = new Message(
                what + " is not here",
                "The address may be mistyped, or it is one of another book. The search field finds ids, account paths,"
                        + " idempotency keys and references.",
                visit.thing());
        return Page.html(404, templates.render("missing", frame, message));
    }

    /** A page for somebody who is not signed in. */
    Page outside(int status, String title, String template, Object model) {
        return Page.html(status, templates.render(template, new Frame(title, "", "", 0, "", assets), model));
    }
}
