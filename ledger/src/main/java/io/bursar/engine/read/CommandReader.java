package io.bursar.engine.read;

import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerId;
import io.bursar.engine.TransactionView;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Queries;
import io.bursar.engine.log.StoredCommand;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.Claim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads commands by their ids: their rows, and what became of holds. */
final class CommandReader {
    private final Queries queries;
    private final Supplier<BookState> state;
    private final SealedLog sealed;
    private final SealedCommands many;
    private final AccountReader accounts;

    /** Sealed partitions, row by row and command by command. */
    record Sealed(SealedLog log, SealedCommands commands) {}

    CommandReader(Queries queries, Supplier<BookState> state, Sealed sealed, AccountReader accounts) {
        this.queries = queries;
        this.state = state;
        this.sealed = sealed.log();
        this.many = sealed.commands();
        this.accounts = accounts;
    }

    Optional<TransactionView> transaction(long id) {
        return read(id).map(this::view);
    }

    /** Those of these commands that there are, in the same order. */
    List<TransactionView> transactions(List<Long> ids) {
        return found(ids).stream().map(this::view).toList();
    }

    private List<FoundCommand> found(List<Long> ids) {
        long firstInMemory = state.get().memory().firstPosition();
        List<Long> old =
                ids.stream().filter(id -> LedgerId.position(id) < firstInMemory).toList();
        Map<Long, FoundCommand> together =
                old.size() < 2 ? Map.of() : queries.run(connection -> many.read(connection, old));
        List<FoundCommand> found = new ArrayList<>();
        for (long id : ids) {
            FoundCommand known = together.get(id);
            boolean begins = known != null && begins(known.rows(), known.first());
            if (begins) {
                found.add(java.util.Objects.requireNonNull(known));
            } else {
                read(id).ifPresent(found::add);
            }
        }
        return found;
    }

    private TransactionView view(FoundCommand found) {
        return TransactionViews.of(found, accounts::name, accounts::kind);
    }

    /** The command that begins at an id; empty when none does. */
    private Optional<FoundCommand> read(long id) {
        BookState now = state.get();
        long position = LedgerId.position(id);
        if (LedgerId.book(id) != now.memory().book() || position < 1 || position > now.committedPosition()) {
            return Optional.empty();
        }
        now.readLock().lock();
        try {
            if (position >= now.memory().firstPosition()) {
                return begins(now.memory(), position)
                        ? Optional.of(new FoundCommand(
                                kept(now.memory(), position),
                                position,
                                now.times().timeOf(position)))
                        : Optional.empty();
            }
        } finally {
            now.readLock().unlock();
        }
        return queries.run(connection -> {
            LogMemory rows = sealed.command(connection, position, now.committedPosition());
            if (rows == null || !begins(rows, position)) {
                return Optional.empty();
            }
            return Optional.of(new FoundCommand(rows, position, sealed.recordedAt(connection, position)));
        });
    }

    /** A command's rows, which are looked at without the lock, when sealing may have dropped them. */
    private LogMemory kept(LogMemory rows, long first) {
        return rows.slice(first, new StoredCommand(rows, accounts::name).end(first) - 1);
    }

    private static boolean begins(LogMemory rows, long position) {
        return rows.leg(position) == 0 && EntryKind.of(rows.kind(position)).isEntry();
    }

    /** The rows of a command that moved an account, newest first. */
    List<HistoryEntry> rowsOf(long command, int account) {
        return read(command).map(found -> rowsOf(found, account)).orElse(List.of());
    }

    private List<HistoryEntry> rowsOf(FoundCommand found, int account) {
        LogMemory rows = found.rows();
        List<HistoryEntry> entries = new ArrayList<>();
        long end = new StoredCommand(rows, accounts::name).end(found.first());
        for (long row = end - 1; row >= found.first(); row--) {
            if (rows.debit(row) == account || rows.credit(row) == account) {
                entries.add(HistoryEntries.of(
                        HistoryEntries.Row.of(rows, row),
                        account,
                        accounts.kind(account),
                        found.recordedAt(),
                        accounts::name));
            }
        }
        return entries;
    }

    /** Metadata by command; those that have none are left out. */
    Map<Long, Map<String, String>> metadata(Collection<Long> commands) {
        Map<Long, String> details = new HashMap<>();
        Set<Long> elsewhere = new HashSet<>();
        BookState now = state.get();
        now.readLock().lock();
        try {
            for (long command : commands) {
                long position = LedgerId.position(command);
                if (position < now.memory().firstPosition()) {
                    elsewhere.add(command);
                } else {
                    put(details, command, now.memory().detail(position));
                }
            }
        } finally {
            now.readLock().unlock();
        }
        if (!elsewhere.isEmpty()) {
            details.putAll(queries.run(connection -> sealed.details(connection, elsewhere)));
        }
        Map<Long, Map<String, String>> metadata = new HashMap<>();
        details.forEach((command, detail) -> {
            if (detail.contains("\"meta\":")) {
                metadata.put(command, StoredCommand.strings(Json.parse(detail).get("meta")));
            }
        });
        return metadata;
    }

    private static void put(Map<Long, String> details, long command, @Nullable String detail) {
        if (detail != null) {
            details.put(command, detail);
        }
    }

    // ---- holds

    Optional<HoldView> hold(long id) {
        return holds(List.of(id)).stream().findFirst();
    }

    /** Those of these holds that there are, in the same order. */
    List<HoldView> holds(List<Long> ids) {
        List<FoundCommand> found = found(ids).stream()
                .filter(command -> command.rows().kind(command.first()) == EntryKind.HOLD.code())
                .toList();
        Map<Long, Claim> claims = claims(found.stream().map(CommandReader::id).toList());
        return found.stream()
                .map(command ->
                        TransactionViews.hold(view(command), java.util.Objects.requireNonNull(claims.get(id(command)))))
                .toList();
    }

    private static long id(FoundCommand command) {
        return command.rows().seq(command.first());
    }

    private Map<Long, Claim> claims(List<Long> holds) {
        Map<Long, Claim> claims = new HashMap<>();
        List<Long> elsewhere = new ArrayList<>();
        for (long hold : holds) {
            Claim claim = state.get().committedClaim(hold);
            if (claim == null) {
                elsewhere.add(hold);
            } else {
                claims.put(hold, claim);
            }
        }
        if (!elsewhere.isEmpty()) {
            for (Claim stored : queries.run(connection -> sealed.claims(connection, elsewhere))) {
                Claim meanwhile = state.get().committedClaim(stored.target());
                claims.put(stored.target(), meanwhile == null ? stored : meanwhile);
            }
        }
        return claims;
    }

    /** Open holds, newest first, older than one; 0: from the newest. */
    List<HoldView> openHolds(long before, int limit) {
        long from = before == 0 ? Long.MAX_VALUE : before;
        // Memory first, checkpoints second: a hold that leaves memory in between has a checkpoint by then.
        TreeSet<Long> candidates = new TreeSet<>(Comparator.reverseOrder());
        long newest = from;
        state.get().openHolds().filter(hold -> hold < newest).forEach(candidates::add);
        List<HoldView> open = new ArrayList<>();
        while (true) {
            long older = from;
            List<Long> page = queries.run(connection -> sealed.openHolds(connection, older, limit));
            candidates.addAll(page);
            from = page.size() < limit ? 0 : page.getLast();
            while (!candidates.isEmpty() && candidates.first() >= from && open.size() < limit) {
                List<Long> next = new ArrayList<>();
                while (!candidates.isEmpty() && candidates.first() >= from && next.size() < limit - open.size()) {
                    next.add(candidates.pollFirst());
                }
                holds(next).stream()
                        .filter(hold -> hold.status() == HoldView.Status.OPEN)
                        .forEach(open::add);
            }
            if (from == 0 || open.size() == limit) {
                return open;
            }
        }
    }
}
