package io.bursar.engine.read;

import io.bursar.engine.AccountRef;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerId;
import io.bursar.engine.TransactionView;
import io.bursar.engine.search.Views;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Shows searching what it finds. */
final class SearchViews implements Views {
    private final AccountReader accounts;
    private final CommandReader commands;
    private final HistoryReader histories;
    private final AsOfSums times;

    SearchViews(AccountReader accounts, CommandReader commands, HistoryReader histories, AsOfSums times) {
        this.accounts = accounts;
        this.commands = commands;
        this.histories = histories;
        this.times = times;
    }

    @Override
    public int number(AccountRef account) {
        return accounts.byRef(account)
                .map(view -> (int) LedgerId.position(view.id()))
                .orElse(0);
    }

    @Override
    public List<TransactionView> commands(List<Long> ids) {
        return commands.transactions(ids);
    }

    @Override
    public List<HoldView> holds(List<Long> ids) {
        return commands.holds(ids);
    }

    @Override
    public List<HoldView> openHolds(long before, int limit) {
        return commands.openHolds(before, limit);
    }

    @Override
    public List<HistoryEntry> history(int account, long before, int limit) {
        return histories.history(account, before, limit);
    }

    @Override
    public List<HistoryEntry> rowsOf(long command, int account) {
        return commands.rowsOf(command, account);
    }

    @Override
    public Map<Long, Map<String, String>> metadata(Collection<Long> ids) {
        return commands.metadata(ids);
    }

    @Override
    public long rowAfter(int account, long position) {
        return histories.rowAfter(account, position);
    }

    @Override
    public long positionAt(long micros) {
        return LedgerId.position(times.seqAt(micros));
    }
}
