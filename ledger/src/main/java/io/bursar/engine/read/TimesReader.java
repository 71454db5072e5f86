package io.bursar.engine.read;

import io.bursar.engine.AccountView;
import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Statement;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.TwoTimes;
import io.bursar.engine.log.Micros;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts answers in two times together. */
final class TimesReader implements TwoTimes {
    private final AccountReader accounts;
    private final HistoryReader histories;
    private final AsOfSums sums;
    private final Movements movements;
    private final PeriodCloses periods;

    TimesReader(
            AccountReader accounts, HistoryReader histories, AsOfSums sums, Movements movements, PeriodCloses periods) {
        this.accounts = accounts;
        this.histories = histories;
        this.sums = sums;
        this.movements = movements;
        this.periods = periods;
    }

    @Override
    public long seqAt(Instant recorded) {
        return sums.seqAt(Micros.of(recorded));
    }

    @Override
    public long endOfBatch(long seq) {
        return sums.endOfBatch(seq);
    }

    @Override
    public Optional<BalanceAt> balance(long account, AsOf asOf) {
        return accounts.byId(account).map(view -> {
            AsOf meant = asOf.knownAt(sums.known(asOf.known()));
            Sum sum = sums.sum(number(view), meant);
            return new BalanceAt(view.id(), view.ref(), view.kind(), meant, sum.debits, sum.credits);
        });
    }

    private static int number(AccountView view) {
        return (int) LedgerId.position(view.id());
    }

    // ---- totals

    @Override
    public TrialBalance totals(String prefix) {
        return accounts.trialBalance(prefix);
    }

    @Override
    public TrialBalance totals(String prefix, AsOf asOf) {
        AsOf meant = asOf.knownAt(sums.known(asOf.known()));
        Map<Integer, AccountView> views = new HashMap<>();
        for (AccountView view : accounts.all(prefix)) {
            if (view.openedSeq() <= meant.known()) {
                views.put(number(view), view);
            }
        }
        Map<Integer, Sum> found = sums.sums(views.keySet(), meant);
        List<AccountView> then = new ArrayList<>();
        views.forEach((number, view) -> {
            Sum sum = found.get(number);
            long posted = sum == null ? 0 : view.kind().normal(sum.debitsMinusCredits());
            then.add(new AccountView(
                    view.id(),
                    view.ref(),
                    view.kind(),
                    view.status(),
                    posted,
                    0,
                    0,
                    view.floor(),
                    view.ceiling(),
                    view.metadata(),
                    view.openedSeq(),
                    view.lastSeq()));
        });
        return TrialBalances.sum(meant.known(), then);
    }

    // ---- statements

    @Override
    public Optional<Statement> statement(long account, Instant from, Instant to, long known) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a statement ends after it begins, got " + from + " and " + to);
        }
        return accounts.byId(account).map(view -> {
            AsOf before = new AsOf(justBefore(from), sums.known(known));
            Sum opening = sums.sum(number(view), before);
            Sum during = sums.sum(number(view), new AsOf(justBefore(to), before.known()));
            during.subtract(opening);
            boolean grows = view.kind().normal(1) == 1;
            return new Statement(
                    view.id(),
                    view.ref(),
                    view.kind(),
                    from,
                    to,
                    before.known(),
                    view.kind().normal(opening.debitsMinusCredits()),
                    grows ? during.debits : during.credits,
                    grows ? during.credits : during.debits);
        });
    }

    /** The last microsecond that is before a time. */
    private static Instant justBefore(Instant time) {
        Instant whole = time.truncatedTo(ChronoUnit.MICROS);
        return whole.equals(time) ? time.minus(1, ChronoUnit.MICROS) : whole;
    }

    @Override
    public List<HistoryEntry> movements(Statement statement, @Nullable Place after, int limit) {
        if (limit < 1 || limit > LedgerReader.PAGE_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + LedgerReader.PAGE_MAX + ", got " + limit);
        }
        int account = (int) LedgerId.position(statement.account());
        AsOf until = new AsOf(justBefore(statement.to()), statement.known());
        Instant from = after == null ? statement.from() : after.effective();
        long afterSeq = after == null ? 0 : after.seq();
        List<SealedDays.Found> found = sums.look(sight -> movements.find(
                sight,
                new Movements.Wanted(account, roundedUp(from), afterSeq, sums.bounds(sight.now(), until), limit)));
        long balance = after == null ? statement.opening() : balanceAfter(statement, after);
        List<HistoryEntry> entries = new ArrayList<>(found.size());
        for (SealedDays.Found row : found) {
            HistoryEntry entry =
                    HistoryEntries.of(row.row(), account, statement.kind(), row.recordedAt(), accounts::name);
            balance = Math.addExact(balance, entry.change());
            entries.add(entry.withBalance(balance));
        }
        return histories.withReferences(entries);
    }

    private static long roundedUp(Instant time) {
        long micros = Micros.of(time);
        return time.equals(time.truncatedTo(ChronoUnit.MICROS)) ? micros : micros + 1;
    }

    /** Everything that took effect earlier, and of what took effect at that time the rows up to that one. */
    private long balanceAfter(Statement statement, Place place) {
        int account = (int) LedgerId.position(statement.account());
        Instant earlier = justBefore(place.effective());
        long upTo = Math.min(place.seq(), statement.known());
        Sum sum = sums.sum(account, new AsOf(earlier, statement.known()));
        sum.add(sums.sum(account, new AsOf(place.effective(), upTo)));
        sum.subtract(sums.sum(account, new AsOf(earlier, upTo)));
        return statement.kind().normal(sum.debitsMinusCredits());
    }

    @Override
    public List<PeriodClose> periodCloses(long before, int limit) {
        return sums.look(sight -> periods.find(sight, before, limit));
    }
}
