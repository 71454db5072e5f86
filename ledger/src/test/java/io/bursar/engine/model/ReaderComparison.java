package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Outcome;
import io.bursar.engine.TransactionView;
import io.bursar.engine.TrialBalance;
import io.bursar.money.Currency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Compares what a reader answers with what the model knows: all accounts, all open holds, and samples of the rest. */
final class ReaderComparison {
    private static final int SAMPLES = 200;
    private static final Comparator<ModelAccount> BY_PATH = Comparator.comparing((ModelAccount a) -> a.ref.path())
            .thenComparing(a -> a.ref.currency().code());

    private final LedgerReader reader;
    private final NaiveBook state;
    private final LogComparison log;
    private final Random random;

    ReaderComparison(LedgerReader reader, NaiveLedger model, LogComparison log, long seed) {
        this.reader = reader;
        this.state = model.state;
        this.log = log;
        this.random = new Random(seed);
    }

    void compareAll() throws InterruptedException {
        long last = state.nextSeq() - 1;
        assertThat(reader.awaitSeq(last, Duration.ofSeconds(10)))
                .as("row %d seen", last)
                .isTrue();
        assertThat(reader.committedSeq()).isEqualTo(last);
        assertThat(reader.chart()).isEqualTo(state.chart);
        accounts();
        trialBalance();
        holds();
        transactions();
        keys();
        histories();
        new TreeComparison(reader, state).compareAll();
    }

    private void accounts() {
        List<ModelAccount> expected =
                state.accounts.values().stream().sorted(BY_PATH).toList();
        List<AccountView> all = new ArrayList<>();
        AccountRef after = null;
        while (true) {
            List<AccountView> page = reader.accounts("", after, 97);
            all.addAll(page);
            if (page.size() < 97) {
                break;
            }
            after = page.getLast().ref();
        }
        assertThat(all.stream().map(AccountView::ref))
                .as("accounts in order")
                .isEqualTo(expected.stream().map(a -> a.ref).toList());
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(view(expected.get(i)));
        }
        for (ModelAccount account : sample(expected)) {
            assertThat(reader.account(account.ref)).contains(view(account));
            assertThat(reader.account(view(account).id())).contains(view(account));
        }
        assertThat(reader.accounts("users/1", null, LedgerReader.PAGE_MAX).stream()
                        .map(AccountView::ref)
                        .toList())
                .isEqualTo(expected.stream()
                        .map(a -> a.ref)
                        .filter(ref -> ref.path().startsWith("users/1"))
                        .limit(LedgerReader.PAGE_MAX)
                        .toList());
        assertThat(reader.accountsBeyondLimits(LedgerReader.PAGE_MAX).stream().map(AccountView::ref))
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .filter(ReaderComparison::isBeyondLimits)
                        .map(a -> a.ref)
                        .limit(LedgerReader.PAGE_MAX)
                        .toList());
        assertThat(reader.account(Cast.inr("nobody/0"))).isEmpty();
    }

    private static boolean isBeyondLimits(ModelAccount account) {
        return (account.floor != null && account.lower() < account.floor)
                || (account.ceiling != null && account.upper() > account.ceiling);
    }

    private AccountView view(ModelAccount account) {
        return new AccountView(
                ((long) state.book << 44) | account.number,
                account.ref,
                account.kind,
                account.status,
                account.posted(),
                account.heldOut(),
                account.heldIn(),
                account.floor,
                account.ceiling,
                account.metadata,
                account.openedSeq,
                account.lastSeq);
    }

    private void trialBalance() {
        record Group(Currency currency, AccountKind kind) {}
        Map<Group, List<ModelAccount>> groups = new TreeMap<>(
                Comparator.comparing((Group g) -> g.currency().code()).thenComparing(Group::kind));
        for (ModelAccount account : state.accounts.values()) {
            groups.computeIfAbsent(new Group(account.ref.currency(), account.kind), g -> new ArrayList<>())
                    .add(account);
        }
        List<TrialBalance.Line> expected = new ArrayList<>();
        groups.forEach((group, accounts) -> expected.add(new TrialBalance.Line(
                group.currency(),
                group.kind(),
                accounts.size(),
                accounts.stream().mapToLong(ModelAccount::posted).sum(),
                accounts.stream().mapToLong(a -> a.balance).sum(),
                accounts.stream().mapToLong(a -> a.heldDebits - a.heldCredits).sum())));
        TrialBalance actual = reader.trialBalance();
        assertThat(actual.isBalanced()).isTrue();
        assertThat(actual.asOf()).isEqualTo(state.nextSeq() - 1);
        assertThat(actual.lines()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void holds() {
        List<ModelClaim> all = state.claims.values().stream()
                .filter(claim -> claim.of == ModelClaim.Of.HOLD)
                .toList();
        List<ModelClaim> chosen = new ArrayList<>(sample(all));
        chosen.addAll(sample(all.stream()
                .filter(claim -> claim.state == HoldView.Status.OPEN)
                .toList()));
        for (ModelClaim hold : chosen) {
            List<HoldView.HeldLeg> legs = new ArrayList<>();
            for (int i = 0; i < hold.legs.size(); i++) {
                ModelClaim.ClaimLeg leg = hold.legs.get(i);
                legs.add(new HoldView.HeldLeg(
                        leg.debit(), leg.credit(), leg.amount(), hold.taken[i], hold.remaining[i]));
            }
            HoldView expected = new HoldView(
                    hold.id,
                    hold.state,
                    legs,
                    hold.expiresAt,
                    hold.recordedAt,
                    stored(hold.terms.key()),
                    hold.terms.reference(),
                    hold.terms.metadata());
            HoldView actual = reader.hold(hold.id).orElseThrow(() -> new Divergence("no hold " + hold.id));
            assertThat(stored(actual)).isEqualTo(expected);
        }
        assertThat(reader.hold(state.nextSeq())).isEmpty();
    }

    private static HoldView stored(HoldView view) {
        return new HoldView(
                view.id(),
                view.status(),
                view.legs(),
                view.expiresAt(),
                view.recordedAt(),
                stored(view.key()),
                view.reference(),
                view.metadata());
    }

    /** A key as the log keeps it: who made it is not stored. */
    private static @org.jspecify.annotations.Nullable Key stored(@org.jspecify.annotations.Nullable Key key) {
        return key == null ? null : Key.external(key.caller(), key.text());
    }

    private void transactions() {
        List<ModelClaim> all = state.claims.values().stream()
                .filter(claim -> claim.of == ModelClaim.Of.TRANSACTION)
                .toList();
        for (ModelClaim claim : sample(all)) {
            TransactionView view =
                    reader.transaction(claim.id).orElseThrow(() -> new Divergence("no transaction " + claim.id));
            assertThat(view.legs().stream()
                            .map(leg -> new ModelClaim.ClaimLeg(leg.debit(), leg.credit(), leg.amount()))
                            .toList())
                    .as("legs of %s", view)
                    .isEqualTo(claim.legs);
            assertThat(view.recordedAt()).isEqualTo(claim.recordedAt);
            assertThat(view.effectiveAt())
                    .isEqualTo(claim.terms.effectiveAt() == null ? claim.recordedAt : claim.terms.effectiveAt());
            assertThat(stored(view.key())).isEqualTo(stored(claim.terms.key()));
            assertThat(view.reference()).isEqualTo(claim.terms.reference());
            assertThat(view.metadata()).isEqualTo(claim.terms.metadata());
            assertThat(view.right()).isEqualTo(claim.terms.right());
        }
    }

    private void keys() {
        List<Map.Entry<NaiveBook.KeyScope, NaiveBook.Answer>> all = new ArrayList<>(state.keys.entrySet());
        for (Map.Entry<NaiveBook.KeyScope, NaiveBook.Answer> entry : sample(all)) {
            Key key = Key.external(entry.getKey().caller(), entry.getKey().text());
            Outcome.Definite first = entry.getValue().first();
            assertThat(reader.outcome(key)).as("outcome of %s", key).contains(first);
            boolean applied = first instanceof Outcome.Applied;
            assertThat(reader.transaction(key).map(TransactionView::id).isPresent() || !applied || !isMoney(entry))
                    .as("transaction of %s: %s", key, first)
                    .isTrue();
        }
        assertThat(reader.outcome(Key.external(1, "never used"))).isEmpty();
    }

    private static boolean isMoney(Map.Entry<NaiveBook.KeyScope, NaiveBook.Answer> entry) {
        return switch (entry.getValue().body()) {
            case io.bursar.engine.Command.Transact c -> true;
            case io.bursar.engine.Command.Hold c -> true;
            case io.bursar.engine.Command.Capture c -> true;
            case io.bursar.engine.Command.Release c -> true;
            case io.bursar.engine.Command.Reverse c -> true;
            default -> false;
        };
    }

    /** Pages of the newest money rows, compared with rows that were compared with the log before. */
    private void histories() {
        for (ModelAccount account : sample(List.copyOf(state.accounts.values()))) {
            List<ModelRow> expected = new ArrayList<>(log.recent(account.number));
            expected.removeIf(row -> row.money() == null);
            Collections.reverse(expected);
            List<HistoryEntry> actual = new ArrayList<>();
            long before = 0;
            while (actual.size() < expected.size()) {
                List<HistoryEntry> page = reader.history(account.ref, before, 7);
                if (page.isEmpty()) {
                    break;
                }
                actual.addAll(page);
                before = page.getLast().seq();
            }
            assertThat(actual.stream().limit(expected.size()).map(HistoryEntry::seq))
                    .as("history of %s", account)
                    .isEqualTo(expected.stream().map(ModelRow::seq).toList());
            for (int i = 0; i < expected.size(); i++) {
                entry(account, expected.get(i), actual.get(i));
                assertThat(reader.entry(account.ref, actual.get(i).seq())).contains(actual.get(i));
            }
            foreignEntries(account, expected);
        }
    }

    /** Rows beside an account's own are none of its. */
    private void foreignEntries(ModelAccount account, List<ModelRow> own) {
        for (ModelRow row : own.subList(0, Math.min(3, own.size()))) {
            boolean nextIsOwn = own.stream().anyMatch(other -> other.seq() == row.seq() + 1);
            if (row != own.getFirst() && !nextIsOwn) {
                assertThat(reader.entry(account.ref, row.seq() + 1)).isEmpty();
            }
        }
    }

    private void entry(ModelAccount account, ModelRow row, HistoryEntry entry) {
        boolean debit = Integer.valueOf(account.number).equals(row.debit());
        ModelRow.Movement money = java.util.Objects.requireNonNull(row.money());
        assertThat(entry.kind()).isEqualTo(row.kind());
        assertThat(entry.side()).isEqualTo(debit ? HistoryEntry.Side.DEBIT : HistoryEntry.Side.CREDIT);
        assertThat(entry.transaction()).as("command of %s", row).isLessThanOrEqualTo(row.seq());
        assertThat(entry.reference()).as("reference of %s", row).isEqualTo(log.reference(row.seq() - row.leg()));
        if (row.kind().posts()) {
            long sign = account.isCreditNormal() ? -1 : 1;
            long balance = sign * (debit ? money.debitBalance() : money.creditBalance());
            assertThat(entry.balance()).as("balance after %s", row).isEqualTo(balance);
            assertThat(entry.change()).isEqualTo(sign * (debit ? money.amount() : -money.amount()));
        } else {
            assertThat(Math.abs(entry.change())).isEqualTo(money.amount());
            assertThat(entry.balance()).isEqualTo(debit ? money.debitBalance() : money.creditBalance());
        }
    }

    private <T> List<T> sample(List<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(SAMPLES, shuffled.size()));
    }
}
