package io.bursar.access;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.Rendering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The book in place of its id. */
@Component
final class BookExpansion implements ExpansionSource {
    private final BookStore store;

    BookExpansion(BookStore store) {
        this.store = store;
    }

    @Override
    public Set<Right> rights() {
        return Set.of(Right.BOOKS_READ);
    }

    @Override
    public Set<String> objects() {
        return Set.of("book");
    }

    @Override
    public List<Member> members() {
        return List.of(new Member("api_key", "book"));
    }

    @Override
    public Map<String, Rendering> load(Set<String> keys, Caller caller) {
        Set<Integer> numbers = keys.stream()
                .flatMapToInt(key -> Book.parse(key).stream())
                .boxed()
                .collect(Collectors.toSet());
        Map<String, Rendering> found = new HashMap<>();
        store.findAll(numbers).forEach(book -> found.put(Book.id(book.number()), book::write));
        return found;
    }
}
