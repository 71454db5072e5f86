package io.bursar.payments;

import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.ledger.OpenBooks;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The accounts that payments use beside those that callers name. */
@Component
public final class Accounts {
    /** Where money goes whose caller named no destination. */
    public static final String REVENUE = "revenue/payments";

    private static final List<Chart.Pattern> NEEDED = List.of(
            Chart.Pattern.of("gateways/{gateway}/receivable", AccountKind.ASSET),
            Chart.Pattern.of("gateways/{gateway}/suspense", AccountKind.LIABILITY),
            Chart.Pattern.of("fees/{gateway}", AccountKind.EXPENSE),
            Chart.Pattern.of("revenue/{product}", AccountKind.INCOME));

    private final OpenBooks books;

    Accounts(OpenBooks books) {
        this.books = books;
    }

    /** What a gateway owes us. */
    public static String receivable(String gateway) {
        return "gateways/" + gateway + "/receivable";
    }

    /** Money at a gateway of which nobody knows yet whose it is. */
    public static String suspense(String gateway) {
        return "gateways/" + gateway + "/suspense";
    }

    /** What a gateway charges us. */
    public static String fees(String gateway) {
        return "fees/" + gateway;
    }

    /** Adds to a book's chart what payments need and it lacks; what is there stays as it is. */
    public void ensure(int book) {
        Ledger ledger = books.of(book);
        Chart chart = ledger.reader().chart();
        List<Chart.Pattern> all = new ArrayList<>(chart.patterns());
        for (Chart.Pattern needed : NEEDED) {
            boolean isThere =
                    chart.patterns().stream().anyMatch(each -> each.path().equals(needed.path()));
            if (!isThere) {
                all.add(needed);
            }
        }
        if (all.size() > chart.patterns().size()) {
            Outcome outcome = ledger.submit(new Command.DefineChart(new Chart(all), Terms.NONE))
                    .join();
            if (!(outcome instanceof Outcome.Applied)) {
                throw new IllegalStateException("the chart of book " + book + " could not be extended: " + outcome);
            }
        }
    }
}
