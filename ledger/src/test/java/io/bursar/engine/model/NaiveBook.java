package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the model has booked so far, and how a decided command is booked. It decides nothing. */
final class NaiveBook {
    /** Idempotency keys are told apart by caller and text, whoever made them. */
    record KeyScope(int caller, String text) {
        static KeyScope of(Key key) {
            return new KeyScope(key.caller(), key.text());
        }
    }

    /** @param body the command without its key and riders */
    record Answer(Command body, Outcome.Definite first) {}

    /** A hold in the order in which holds expire. */
    record DueHold(Instant expiresAt, long id) {}

    final int book;
    final Map<AccountRef, ModelAccount> accounts = new HashMap<>();
    final Map<Long, ModelClaim> claims = new HashMap<>();
    final Map<KeyScope, Answer> keys = new HashMap<>();
    final TreeSet<DueHold> expiring =
            new TreeSet<>(Comparator.comparing(DueHold::expiresAt).thenComparing(DueHold::id));
    Chart chart = new Chart(List.of());

    @Nullable
    Instant closedUntil;

    Instant now = Instant.EPOCH;
    long position;

    private List<ModelRow> rows = new ArrayList<>();
    private @Nullable Deque<Runnable> undo;

    NaiveBook(int book) {
        this.book = book;
    }

    /** The rows since this was last called. */
    List<ModelRow> takeRows() {
        List<ModelRow> taken = rows;
        rows = new ArrayList<>();
        return taken;
    }

    /** The rows that were not taken yet. */
    List<ModelRow> rows() {
        return Collections.unmodifiableList(rows);
    }

    // Commands that stand or fall together.

    void begin() {
        undo = new ArrayDeque<>();
        int rowsBefore = rows.size();
        long positionBefore = position;
        undo.push(() -> {
            rows.subList(rowsBefore, rows.size()).clear();
            position = positionBefore;
        });
    }

    void keep() {
        undo = null;
    }

    void rollBack() {
        if (undo == null) {
            throw new IllegalStateException("nothing was begun");
        }
        undo.forEach(Runnable::run);
        undo = null;
    }

    private void onUndo(Runnable step) {
        if (undo != null) {
            undo.push(step);
        }
    }

    // Booking.

    /** Books money rows after the accounts that they open, and returns the id of the command. */
    long bookMoney(Terms terms, List<ModelPosting> postings, Map<String, Object> detail) {
        for (ModelPosting posting : postings) {
            openIfMissing(posting.debit());
            openIfMissing(posting.credit());
        }
        long id = nextSeq();
        for (int leg = 0; leg < postings.size(); leg++) {
            bookRow(terms, postings.get(leg), leg, leg == 0 ? withTerms(terms, detail) : Map.of());
        }
        return id;
    }

    private void bookRow(Terms terms, ModelPosting posting, int leg, Map<String, Object> detail) {
        ModelAccount debit = changing(posting.debit());
        ModelAccount credit = changing(posting.credit());
        long seq = nextSeq();
        debit.book(posting);
        credit.book(posting);
        rows.add(new ModelRow(
                seq,
                posting.kind(),
                leg,
                debit.number,
                credit.number,
                new ModelRow.Movement(
                        posting.amount(),
                        posting.posts() ? debit.balance : debit.heldDebits,
                        posting.posts() ? credit.balance : credit.heldCredits,
                        debit.lastMoneySeq,
                        credit.lastMoneySeq),
                terms.effectiveAt(),
                leg == 0 ? terms.key() : null,
                detail));
        position++;
        debit.lastMoneySeq = seq;
        credit.lastMoneySeq = seq;
        debit.lastSeq = seq;
        credit.lastSeq = seq;
    }

    /** Books a row that moves nothing, and returns its id. */
    long bookDirective(EntryKind kind, @Nullable AccountRef named, Terms terms, Map<String, Object> detail) {
        ModelAccount account = null;
        if (named != null) {
            openIfMissing(named);
            account = changing(named);
        }
        long seq = nextSeq();
        if (account != null) {
            account.lastSeq = seq;
        }
        rows.add(new ModelRow(
                seq,
                kind,
                0,
                account == null ? null : account.number,
                null,
                null,
                terms.effectiveAt(),
                terms.key(),
                withTerms(terms, detail)));
        position++;
        return seq;
    }

    private void openIfMissing(AccountRef ref) {
        if (accounts.containsKey(ref)) {
            return;
        }
        ModelAccount account = unopened(ref);
        account.number = accounts.size() + 1;
        account.openedSeq = nextSeq();
        account.lastSeq = nextSeq();
        accounts.put(ref, account);
        onUndo(() -> accounts.remove(ref));
        Map<String, Object> detail = new TreeMap<>();
        detail.put("path", ref.path());
        detail.put("currency", ref.currency().code());
        detail.put("kind", account.kind.name());
        putLimits(detail, account.floor, account.ceiling);
        rows.add(new ModelRow(nextSeq(), EntryKind.ACCOUNT_OPENED, 0, account.number, null, null, null, null, detail));
        position++;
    }

    static void putLimits(Map<String, Object> detail, @Nullable Long floor, @Nullable Long ceiling) {
        if (floor != null) {
            detail.put("floor", floor);
        }
        if (ceiling != null) {
            detail.put("ceiling", ceiling);
        }
    }

    private static Map<String, Object> withTerms(Terms terms, Map<String, Object> own) {
        Map<String, Object> detail = new TreeMap<>(own);
        if (terms.reference() != null) {
            detail.put("ref", terms.reference());
        }
        if (!terms.metadata().isEmpty()) {
            detail.put("meta", terms.metadata());
        }
        if (terms.right() == Terms.Right.FACT) {
            detail.put("fact", true);
        }
        Riders riders = terms.riders();
        if (riders != null) {
            detail.put("subject", riders.subject());
            detail.put("version", riders.version());
        }
        return detail;
    }

    // State.

    long nextSeq() {
        return ((long) book << 44) | (position + 1);
    }

    /** An account that is about to change. */
    ModelAccount changing(AccountRef ref) {
        ModelAccount account = accounts.get(ref);
        if (account == null) {
            throw new IllegalStateException(ref + " is not open");
        }
        if (undo != null) {
            ModelAccount before = account.copy();
            onUndo(() -> accounts.put(ref, before));
        }
        return account;
    }

    ModelClaim changing(ModelClaim claim) {
        if (undo != null) {
            ModelClaim before = claim.copy();
            onUndo(() -> claim.restore(before));
        }
        return claim;
    }

    void addClaim(ModelClaim claim) {
        claims.put(claim.id, claim);
        onUndo(() -> claims.remove(claim.id));
        if (claim.of == ModelClaim.Of.HOLD && claim.expiresAt != null) {
            DueHold waiting = new DueHold(claim.expiresAt, claim.id);
            expiring.add(waiting);
            onUndo(() -> expiring.remove(waiting));
        }
    }

    void endHold(ModelClaim hold, HoldView.Status state) {
        hold.state = state;
        if (hold.expiresAt != null) {
            DueHold waiting = new DueHold(hold.expiresAt, hold.id);
            expiring.remove(waiting);
            onUndo(() -> expiring.add(waiting));
        }
    }

    void remember(Key key, Answer answer) {
        keys.put(KeyScope.of(key), answer);
        onUndo(() -> keys.remove(KeyScope.of(key)));
    }

    void setChart(Chart newChart) {
        Chart before = chart;
        chart = newChart;
        onUndo(() -> chart = before);
    }

    void closeUntil(@Nullable Instant before) {
        Instant old = closedUntil;
        closedUntil = before;
        onUndo(() -> closedUntil = old);
    }

    /** The account, or as it would be opened. */
    ModelAccount orUnopened(AccountRef ref) {
        ModelAccount account = accounts.get(ref);
        return account == null ? unopened(ref) : account;
    }

    private ModelAccount unopened(AccountRef ref) {
        Chart.Pattern pattern = pattern(ref.path());
        if (pattern == null) {
            throw new IllegalStateException("no pattern for " + ref);
        }
        return new ModelAccount(ref, pattern.kind(), pattern.floor(), pattern.ceiling());
    }

    /** The first pattern that matches. */
    Chart.@Nullable Pattern pattern(String path) {
        String[] segments = path.split("/", -1);
        for (Chart.Pattern pattern : chart.patterns()) {
            String[] wanted = pattern.path().split("/", -1);
            boolean matches = wanted.length == segments.length;
            for (int i = 0; matches && i < wanted.length; i++) {
                matches = wanted[i].startsWith("{") || wanted[i].equals(segments[i]);
            }
            if (matches) {
                return pattern;
            }
        }
        return null;
    }

    /** Copies of accounts as a command would leave them, in the order in which its rows touch them. */
    Map<AccountRef, ModelAccount> after(List<ModelPosting> postings) {
        Map<AccountRef, ModelAccount> after = new LinkedHashMap<>();
        for (ModelPosting posting : postings) {
            touch(after, posting.debit()).book(posting);
            touch(after, posting.credit()).book(posting);
        }
        return Collections.unmodifiableMap(after);
    }

    private ModelAccount touch(Map<AccountRef, ModelAccount> after, AccountRef ref) {
        return after.computeIfAbsent(ref, missing -> orUnopened(missing).copy());
    }
}
