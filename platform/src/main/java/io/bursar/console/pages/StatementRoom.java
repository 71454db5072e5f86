package io.bursar.console.pages;

import io.bursar.engine.AsOf;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Statement;
import io.bursar.engine.TwoTimes.Place;
import io.bursar.ledger.Ids;
import io.bursar.money.Currency;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An account's statement for a period: a page of it, all of it for paper, all of it for a spreadsheet. */
final class StatementRoom {
    private static final String NAME = "/statement";
    private static final int ROWS = 50;
    /** So many movements are put on paper; a spreadsheet has them all. */
    private static final int PRINTED_MAX = 5_000;

    private final Press press;
    private final LedgerReader reader;

    StatementRoom(Press press, LedgerReader reader) {
        this.press = press;
        this.reader = reader;
    }

    /**
     * The period that was asked for: days in UTC, both included.
     *
     * @param problem what is wrong with it, in a sentence; empty: nothing
     */
    record Period(String from, String to, LocalDate first, LocalDate last, String problem) {
        static Period read(Visit visit, LocalDate newest) {
            Optional<LocalDate> from = AsOfForm.day(visit.ask("from"));
            Optional<LocalDate> to = AsOfForm.day(visit.ask("to"));
            boolean isWrong = (visit.wants("from") && from.isEmpty()) || (visit.wants("to") && to.isEmpty());
            LocalDate last = to.orElse(from.map(StatementRoom::monthEnd).orElse(monthEnd(newest)));
            LocalDate first = from.orElse(last.withDayOfMonth(1));
            String problem = isWrong
                    ? "A day is written like 2026-11-21, from 1970 on."
                    : first.isAfter(last) ? "The last day must not be before the first." : "";
            return new Period(visit.ask("from"), visit.ask("to"), first, last, problem);
        }

        String query() {
            return "from=" + first + "&to=" + last;
        }

        /** The calendar month some months later, or earlier, than the one of the first day. */
        String month(int later) {
            YearMonth month = YearMonth.from(first).plusMonths(later);
            return "from=" + month.atDay(1) + "&to=" + month.atEndOfMonth();
        }

        String name() {
            boolean isMonth = first.getDayOfMonth() == 1 && last.equals(monthEnd(first));
            return isMonth
                    ? YearMonth.from(first).format(Show.MONTH)
                    : first.format(Show.DAY) + " to " + last.format(Show.DAY);
        }
    }

    private static LocalDate monthEnd(LocalDate day) {
        return YearMonth.from(day).atEndOfMonth();
    }

    /**
     * @param isWhole whether all movements are there, for paper
     * @param next address of the next page; empty: there is none
     */
    record Shown(
            String id,
            Statement statement,
            Period period,
            List<HistoryEntry> movements,
            boolean isFirst,
            boolean isWhole,
            String next) {
        Currency currency() {
            return statement.ref().currency();
        }

        String url() {
            return "/accounts/" + id + NAME;
        }
    }

    static boolean isStatement(Visit visit) {
        return visit.thing().endsWith(NAME);
    }

    Page show(Visit visit) {
        String id = visit.thing().substring(0, visit.thing().length() - NAME.length());
        Optional<Long> account = Ids.findAccount(visit.book(), id).stream()
                .boxed()
                .filter(each -> reader.account(each).isPresent())
                .findFirst();
        if (account.isEmpty()) {
            return press.missing(visit, "This account");
        }
        Period period = Period.read(visit, newestDay(account.get()));
        LocalDate last = period.problem().isEmpty() ? period.last() : period.first();
        long known = visit.row("known") == 0 ? AsOf.LATEST : visit.row("known");
        Optional<Statement> found =
                reader.times().statement(account.get(), startOf(period.first()), startOf(last.plusDays(1)), known);
        if (found.isEmpty()) {
            return press.missing(visit, "This account");
        }
        return visit.wantsCsv() ? csv(found.get(), period) : page(visit, id, found.get(), period);
    }

    private static java.time.Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The day of the account's newest row: what one most likely wants to see is there. */
    private LocalDate newestDay(long account) {
        return reader.account(account)
                .flatMap(view -> reader.history(view.ref(), 0, 1).stream().findFirst())
                .map(row -> row.effectiveAt().atZone(ZoneOffset.UTC).toLocalDate())
                .orElse(LocalDate.EPOCH);
    }

    private Page page(Visit visit, String id, Statement statement, Period period) {
        boolean isForPaper = visit.wants("print");
        Place after = PastAccount.place(visit, reader);
        List<HistoryEntry> movements =
                isForPaper ? all(statement) : reader.times().movements(statement, after, ROWS + 1);
        int shown = isForPaper ? PRINTED_MAX : ROWS;
        boolean isMore = movements.size() > shown;
        List<HistoryEntry> page = isMore ? movements.subList(0, shown) : movements;
        String next = isMore && !isForPaper
                ? "/accounts/" + id + NAME + "?" + period.query() + "&known="
                        + LedgerId.position(statement.known()) + "&after="
                        + PastAccount.mark(page.getLast())
                : "";
        Shown model = new Shown(id, statement, period, page, after == null, isForPaper && !isMore, next);
        return press.page(visit, "Statement of " + statement.ref().path(), "statement", model);
    }

    private List<HistoryEntry> all(Statement statement) {
        List<HistoryEntry> all = new ArrayList<>();
        @Nullable Place after = null;
        List<HistoryEntry> page = reader.times().movements(statement, null, LedgerReader.PAGE_MAX);
        while (!page.isEmpty() && all.size() <= PRINTED_MAX) {
            all.addAll(page);
            after = Place.of(page.getLast());
            page = reader.times().movements(statement, after, LedgerReader.PAGE_MAX);
        }
        return all;
    }

    private Page csv(Statement statement, Period period) {
        String name = "statement-" + statement.ref().path() + "-" + period.first() + "-" + period.last();
        String header = "row,counts_from,recorded,transaction,with,reference,debit,credit,balance,currency";
        Currency currency = statement.ref().currency();
        return Csv.page(name, header, csv -> {
            edge(csv, "opening", statement.opening(), currency);
            Place after = null;
            for (boolean isMore = true; isMore; ) {
                List<HistoryEntry> page = reader.times().movements(statement, after, LedgerReader.PAGE_MAX);
                for (HistoryEntry each : page) {
                    movement(csv, each, currency);
                }
                isMore = page.size() == LedgerReader.PAGE_MAX;
                after = isMore ? Place.of(page.getLast()) : null;
            }
            edge(csv, "closing", statement.closing(), currency);
        });
    }

    private static void edge(Csv csv, String row, long balance, Currency currency) throws IOException {
        csv.text(row).text("").text("").text("").text("").text("").text("").text("");
        csv.amount(balance, currency).text(currency.code()).end();
    }

    private static void movement(Csv csv, HistoryEntry row, Currency currency) throws IOException {
        boolean isDebit = row.side() == HistoryEntry.Side.DEBIT;
        long amount = Math.abs(row.change());
        csv.text("movement")
                .time(row.effectiveAt())
                .time(row.recordedAt())
                .text(Ids.command(row.transaction(), row.kind()))
                .text(row.counterparty().path())
                .text(row.reference() == null ? "" : row.reference())
                .amount(isDebit ? amount : null, currency)
                .amount(isDebit ? null : amount, currency)
                .amount(row.balance(), currency)
                .text(currency.code())
                .end();
    }
}
