package io.bursar.ledger.grpc;

import bursar.ledger.v1.Wire;
import com.google.protobuf.Timestamp;
import io.bursar.api.ErrorCode;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AsOf;
import io.bursar.engine.BalanceAt;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Statement;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.TwoTimes;
import io.bursar.engine.TwoTimes.Place;
import io.bursar.ledger.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads of one book as of any time, as known at any time. */
final class InTwoTimes {
    private static final String ALL = "*";
    private static final String BELOW = "/*";

    private final LedgerReader reader;
    private final TwoTimes times;
    private final int book;

    InTwoTimes(LedgerReader reader, int book) {
        this.reader = reader;
        this.times = reader.times();
        this.book = book;
    }

    Wire.TrialBalance trialBalance(Wire.GetTrialBalanceRequest request) {
        AsOf asOf = request.hasAsOf() ? asOf(request.getAsOf()) : null;
        TrialBalance balance = sum("", asOf);
        Wire.TrialBalance.Builder answer = Wire.TrialBalance.newBuilder()
                .setBalanced(balance.isBalanced())
                .setKnownRow(row(balance.asOf()))
                .addAllLines(lines(balance, asOf));
        Timestamp effective = effective(asOf);
        return effective == null ? answer.build() : answer.setAsOf(effective).build();
    }

    Wire.Totals totals(Wire.GetTotalsRequest request) {
        AsOf asOf = request.hasAsOf() ? asOf(request.getAsOf()) : null;
        String group = request.getPath().isEmpty() ? ALL : request.getPath();
        TrialBalance sum = sum(prefix(group), asOf);
        Wire.Totals.Builder answer = Wire.Totals.newBuilder()
                .setPath(group)
                .setKnownRow(row(sum.asOf()))
                .addAllLines(lines(sum, asOf));
        Timestamp effective = effective(asOf);
        return effective == null ? answer.build() : answer.setAsOf(effective).build();
    }

    private TrialBalance sum(String prefix, @Nullable AsOf asOf) {
        return asOf == null ? times.totals(prefix) : times.totals(prefix, asOf);
    }

    private static String prefix(String group) {
        boolean isBelow =
                group.endsWith(BELOW) && AccountRef.isWellFormed(group.substring(0, group.length() - BELOW.length()));
        if (!group.equals(ALL) && !isBelow) {
            throw wrong("path is * or a path with /* at its end, such as users/42/*.", "path");
        }
        return group.substring(0, group.length() - 1);
    }

    private static List<Wire.TrialBalance.Line> lines(TrialBalance balance, @Nullable AsOf asOf) {
        return balance.lines().stream()
                .map(line -> {
                    Wire.TrialBalance.Line.Builder shown = Wire.TrialBalance.Line.newBuilder()
                            .setCurrency(line.currency().code())
                            .setKind(Answers.lower(line.kind()))
                            .setAccounts(line.accounts())
                            .setBalance(line.balance())
                            .setDebitsMinusCredits(line.debitsMinusCredits());
                    return asOf == null
                            ? shown.setHeldDebitsMinusCredits(line.heldDebitsMinusCredits())
                                    .build()
                            : shown.build();
                })
                .toList();
    }

    Wire.BalanceAt balance(long account, Wire.GetBalanceRequest request) {
        BalanceAt balance = times.balance(account, request.hasAsOf() ? asOf(request.getAsOf()) : AsOf.NOW)
                .orElseThrow(() -> Ids.missing("account", request.getPath()));
        Wire.BalanceAt.Builder answer = Wire.BalanceAt.newBuilder()
                .setAccount(Ids.account(balance.account()))
                .setPath(balance.ref().path())
                .setCurrency(balance.ref().currency().code())
                .setKind(Answers.lower(balance.kind()))
                .setKnownRow(row(balance.asOf().known()))
                .setPosted(balance.posted())
                .setDebits(balance.debits())
                .setCredits(balance.credits());
        Timestamp effective = effective(balance.asOf());
        return effective == null ? answer.build() : answer.setAsOf(effective).build();
    }

    Wire.Statement statement(long account, Wire.GetStatementRequest request) {
        int limit = LedgerService.limit(request.getLimit());
        Instant from = request.hasFrom() ? time(request.getFrom(), "from") : Instant.EPOCH;
        Instant to = request.hasTo() ? time(request.getTo(), "to") : AsOf.END_OF_TIME;
        if (!from.isBefore(to)) {
            throw wrong("to must be after from; it is not in the period.", "to");
        }
        Statement statement = times.statement(account, from, to, known(request))
                .orElseThrow(() -> Ids.missing("account", request.getPath()));
        String cursor = request.getStartingAfter();
        List<HistoryEntry> movements =
                times.movements(statement, cursor.isEmpty() ? null : place(statement, cursor), limit + 1);
        return Wire.Statement.newBuilder()
                .setAccount(Ids.account(statement.account()))
                .setPath(statement.ref().path())
                .setCurrency(statement.ref().currency().code())
                .setKind(Answers.lower(statement.kind()))
                .setFrom(Answers.time(statement.from()))
                .setTo(Answers.time(statement.to()))
                .setKnownRow(row(statement.known()))
                .setOpening(statement.opening())
                .setIn(statement.in())
                .setOut(statement.out())
                .setClosing(statement.closing())
                .addAllMovements(
                        movements.stream().limit(limit).map(Answers::entry).toList())
                .setHasMore(movements.size() > limit)
                .build();
    }

    /** Where the page before ended, provided that it was a page of this statement. */
    private Place place(Statement statement, String id) {
        return Ids.parseEntry(id).stream()
                .mapToObj(seq -> reader.entry(statement.ref(), seq))
                .flatMap(Optional::stream)
                .filter(entry -> Ids.entry(entry.seq(), entry.side()).equals(id) && statement.has(entry))
                .findFirst()
                .map(Place::of)
                .orElseThrow(Page::foreignCursor);
    }

    // ---- times

    private AsOf asOf(Wire.AsOf sent) {
        Instant effective = sent.hasEffective() ? time(sent.getEffective(), "as_of[effective]") : AsOf.END_OF_TIME;
        long known =
                switch (sent.getKnownCase()) {
                    case KNOWN_AT -> times.seqAt(time(sent.getKnownAt(), "as_of[known_at]"));
                    case KNOWN_ROW -> endOfBatch(sent.getKnownRow(), "as_of[known_row]");
                    case KNOWN_NOT_SET -> AsOf.LATEST;
                };
        return new AsOf(effective, known);
    }

    private long known(Wire.GetStatementRequest request) {
        return switch (request.getKnownCase()) {
            case KNOWN_AT -> times.seqAt(time(request.getKnownAt(), "known_at"));
            case KNOWN_ROW -> endOfBatch(request.getKnownRow(), "known_row");
            case KNOWN_NOT_SET -> AsOf.LATEST;
        };
    }

    private static Instant time(Timestamp sent, String param) {
        Instant time = Commands.time(sent, param);
        if (time.isBefore(Instant.EPOCH) || time.isAfter(AsOf.END_OF_TIME)) {
            throw wrong(param + " must lie in the years 1970 to 9999.", param);
        }
        return time;
    }

    private long endOfBatch(String row, String param) {
        long seq = Ids.findTransaction(book, row)
                .orElseThrow(() -> wrong(param + " is no transaction's id in this book.", param));
        return times.endOfBatch(seq);
    }

    private static @Nullable Timestamp effective(@Nullable AsOf asOf) {
        return asOf == null || asOf.effective().equals(AsOf.END_OF_TIME) ? null : Answers.time(asOf.effective());
    }

    private static String row(long seq) {
        return LedgerId.position(seq) == 0 ? "" : Ids.transaction(seq);
    }

    private static ProblemException wrong(String message, String param) {
        return Problem.of(ErrorCode.PARAMETER_INVALID, message, param).asException();
    }
}
