package io.bursar.access;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Books: one for each tenant. The ledger opens a book when a key to it is first used. */
@Controller
final class BookEndpoints {
    private static final String URL = "/v1/books";

    private final BookStore store;

    BookEndpoints(BookStore store) {
        this.store = store;
    }

    @PostMapping(URL)
    @Requires(Right.BOOKS_WRITE)
    Answer create(Call call) {
        String name = call.readBody(KeyRequest::name);
        int maker = call.caller().number();
        Optional<Book> made = store.insert(name, maker, call.idempotencyKey());
        if (made.isPresent()) {
            return Answer.created(made.get()::write);
        }
        Book before = store.findMade(maker, call.idempotencyKey());
        return before.name().equals(name)
                ? Answer.created(before::write).replayed()
                : Answer.refused(ApiKeyEndpoints.reused(List.of("name")));
    }

    @GetMapping(URL)
    @Requires(Right.BOOKS_READ)
    Answer list(Call call) {
        Page page = call.readQuery(Page::read);
        String after = page.startingAfter();
        int cursor = after == null ? 0 : cursor(after);
        return page.answer(URL, store.list(cursor, page), (out, book) -> book.write(out));
    }

    private int cursor(String id) {
        OptionalInt number = Book.parse(id);
        if (number.isEmpty() || store.find(number.getAsInt()).isEmpty()) {
            throw Page.foreignCursor();
        }
        return number.getAsInt();
    }
}
