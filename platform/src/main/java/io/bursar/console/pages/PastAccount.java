package io.bursar.console.pages;

import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Statement;
import io.bursar.engine.TwoTimes.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account as it was: its balance, and the movements of that month up to the day.
 *
 * @param next address of the page of later movements; empty: there are none
 * @param isFirst whether the movements begin with the month's first
 */
record PastAccount(BalanceAt balance, Statement month, List<HistoryEntry> movements, boolean isFirst, String next) {
    private static final int ROWS = 25;

    /** @param account its id */
    static Optional<PastAccount> find(LedgerReader reader, long account, AsOfForm form, Visit visit) {
        AsOf asOf = form.asOf();
        if (asOf == null) {
            return Optional.empty();
        }
        Optional<BalanceAt> balance = reader.times().balance(account, asOf);
        LocalDate day = form.day();
        Instant to = day == null
                ? AsOf.END_OF_TIME
                : day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant from = day == null
                ? Instant.EPOCH
                : day.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Optional<Statement> month = reader.times().statement(account, from, to, asOf.known());
        if (balance.isEmpty() || month.isEmpty()) {
            return Optional.empty();
        }
        Place after = place(visit, reader);
        List<HistoryEntry> found = reader.times().movements(month.get(), after, ROWS + 1);
        List<HistoryEntry> shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
        String next = found.size() > ROWS ? next(visit, shown.getLast()) : "";
        return Optional.of(new PastAccount(balance.get(), month.get(), shown, after == null, next));
    }

    /** The day that the statement ends with. */
    LocalDate lastDay() {
        return month.to().minus(1, ChronoUnit.MICROS).atZone(ZoneOffset.UTC).toLocalDate();
    }

    LocalDate firstDay() {
        return month.from().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static String next(Visit visit, HistoryEntry last) {
        return visit.path() + "?at=" + visit.ask("at") + "&known=" + visit.ask("known") + "&after=" + mark(last);
    }

    /** A movement's place as an address has it. */
    static String mark(HistoryEntry last) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, last.effectiveAt()) + "." + last.seq();
    }

    /** The place that an address has; null when it has none, or one that this book has not. */
    static @Nullable Place place(Visit visit, LedgerReader reader) {
        String text = visit.ask("after");
        if (!text.matches("[0-9]{1,18}\\.[0-9]{1,18}")) {
            return null;
        }
        int dot = text.indexOf('.');
        long seq = Long.parseLong(text.substring(dot + 1));
        boolean isHere = LedgerId.book(seq) == visit.book() && seq <= reader.committedSeq();
        Instant effective = Instant.EPOCH.plus(Long.parseLong(text.substring(0, dot)), ChronoUnit.MICROS);
        return isHere && effective.isBefore(AsOf.END_OF_TIME) ? new Place(effective, seq) : null;
    }
}
