package io.bursar.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import io.bursar.api.ProblemException;
import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command.DefineChart;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Outcome.Applied;
import io.bursar.engine.Terms;
import io.bursar.ledger.OpenBooks.Limits;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenBooksTest {
    private static final long NEVER_IDLE_NS = Long.MAX_VALUE;
    private final RunningBursar bursar = RunningBursar.shared();

    @Test
    void the_idlest_book_makes_room_and_is_opened_again_with_all_it_had() {
        List<String> heard = new ArrayList<>();
        BookWatcher watcher = new BookWatcher() {
            @Override
            public void opened(int book, Ledger ledger) {
                heard.add("opened " + book);
            }

            @Override
            public void closed(int book) {
                heard.add("closed " + book);
            }
        };
        try (OpenBooks books = new OpenBooks(bursar.database(), new Limits(3, 0), List.of(watcher), List.of())) {
            Ledger first = books.of(9_001);
            define(first, "first");
            define(books.of(9_002), "second");
            books.of(9_001);
            books.of(9_003);
            assertThat(books.open()).containsOnlyKeys(1, 9_001, 9_003);
            assertThat(books.of(9_001)).isSameAs(first);
            assertThat(books.of(9_002).reader().chart().patterns().getFirst().path())
                    .isEqualTo("second");
            assertThat(heard)
                    .startsWith("opened 1", "opened 9001", "opened 9002", "closed 9002", "opened 9003")
                    .endsWith("closed 9003", "opened 9002");
        }
    }

    @Test
    void a_book_in_use_is_not_closed_for_another() {
        try (OpenBooks books = new OpenBooks(bursar.database(), new Limits(2, NEVER_IDLE_NS), List.of(), List.of())) {
            Ledger used = books.of(9_004);
            assertThatThrownBy(() -> books.of(9_005))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            ended -> assertThat(ended.problem().code().text()).isEqualTo("not_ready"));
            assertThat(books.of(9_004)).isSameAs(used);
            assertThat(Book.numbers(bursar.database()))
                    .as("what the doctor looks at")
                    .contains(1, 9_004);
        }
    }

    /** One that is forgotten here would be heard by nobody. */
    @Test
    void whatever_an_engine_tells_reaches_every_observer() {
        for (Method told : LedgerObserver.class.getMethods()) {
            assertThat(Observers.class.getDeclaredMethods())
                    .as("Observers must pass on %s", told)
                    .anyMatch(passed -> passed.getName().equals(told.getName()));
        }
    }

    private static void define(Ledger book, String path) {
        Chart chart = new Chart(List.of(new Chart.Pattern(path, AccountKind.ASSET, Set.of(), null, null)));
        assertThat(book.submit(new DefineChart(chart, Terms.NONE)).join()).isInstanceOf(Applied.class);
    }
}
