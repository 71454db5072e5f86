package io.bursar.engine.evaluate;

import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Outcome;
import io.bursar.engine.state.AccountOpening;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.Claim;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a command would leave and what they would do to each account, so that limits are checked on the final
 * state before anything changes. Reused from command to command.
 *
 * <p>An account is named by its number, or, while it is not open, by {@link #NEW} minus its place among the accounts
 * that this command would open.
 */
final class Plan {
    static final int UNKNOWN = 0;
    static final int NOT_ALLOWED = -1;
    static final int NEW = -2;

    /** An account that the command would open. */
    record Opening(String path, Currency currency, Chart.Pattern pattern) {}

    private final BookState state;
    private final Accounts accounts;
    private final List<Opening> openings = new ArrayList<>();
    private final Map<AccountRef, Integer> openingNames = new HashMap<>();
    private int[] openingTouch = new int[8];
    private int[] openedAs = new int[8];

    private int rows;
    private EntryKind[] kind = new EntryKind[64];
    private int[] debit = new int[64];
    private int[] credit = new int[64];
    private long[] amount = new long[64];

    private int touchedCount;
    private int[] touched = new int[64];
    private long[] postedChange = new long[64];
    private long[] heldDebitChange = new long[64];
    private long[] heldCreditChange = new long[64];

    Plan(BookState state) {
        this.state = state;
        this.accounts = state.accounts();
    }

    void clear() {
        rows = 0;
        touchedCount = 0;
        if (!openings.isEmpty()) {
            openings.clear();
            openingNames.clear();
        }
    }

    int rows() {
        return rows;
    }

    /** The account's name in this plan, {@link #UNKNOWN} or {@link #NOT_ALLOWED}. */
    int resolve(String path, Currency currency) {
        int number = accounts.find(path, currency);
        if (number != 0) {
            return number;
        }
        Chart.Pattern pattern = state.settings().chart().match(path);
        if (pattern == null) {
            return UNKNOWN;
        }
        if (!pattern.allows(currency)) {
            return NOT_ALLOWED;
        }
        AccountRef ref = new AccountRef(path, currency);
        Integer known = openingNames.get(ref);
        if (known != null) {
            return known;
        }
        int place = openings.size();
        openings.add(new Opening(path, currency, pattern));
        if (place == openingTouch.length) {
            openingTouch = Arrays.copyOf(openingTouch, place * 2);
            openedAs = Arrays.copyOf(openedAs, place * 2);
        }
        openingTouch[place] = -1;
        openedAs[place] = 0;
        openingNames.put(ref, NEW - place);
        return NEW - place;
    }

    void add(EntryKind rowKind, int debited, int credited, long minor) {
        if (rows == kind.length) {
            kind = Arrays.copyOf(kind, rows * 2);
            debit = Arrays.copyOf(debit, rows * 2);
            credit = Arrays.copyOf(credit, rows * 2);
            amount = Arrays.copyOf(amount, rows * 2);
        }
        kind[rows] = rowKind;
        debit[rows] = debited;
        credit[rows] = credited;
        amount[rows] = minor;
        rows++;
        int d = touch(debited);
        int c = touch(credited);
        if (rowKind.posts()) {
            postedChange[d] += minor;
            postedChange[c] -= minor;
        } else {
            long held = rowKind == EntryKind.HOLD ? minor : -minor;
            heldDebitChange[d] += held;
            heldCreditChange[c] += held;
        }
    }

    /** Rows that free what is left of a claim. */
    void addRest(Claim claim, EntryKind rowKind) {
        for (int leg = 0; leg < claim.legs(); leg++) {
            if (claim.untaken(leg) > 0) {
                add(rowKind, claim.debit()[leg], claim.credit()[leg], claim.untaken(leg));
            }
        }
    }

    private int touch(int account) {
        if (account > 0) {
            int[] places = accounts.page(account).touch;
            int at = Accounts.at(account);
            int place = places[at];
            if (place < touchedCount && touched[place] == account) {
                return place;
            }
            places[at] = touchedCount;
        } else {
            int place = openingTouch[NEW - account];
            if (place >= 0) {
                return place;
            }
            openingTouch[NEW - account] = touchedCount;
        }
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
            postedChange = Arrays.copyOf(postedChange, touchedCount * 2);
            heldDebitChange = Arrays.copyOf(heldDebitChange, touchedCount * 2);
            heldCreditChange = Arrays.copyOf(heldCreditChange, touchedCount * 2);
        }
        touched[touchedCount] = account;
        postedChange[touchedCount] = 0;
        heldDebitChange[touchedCount] = 0;
        heldCreditChange[touchedCount] = 0;
        return touchedCount++;
    }

    /** What the account, when debited, can still give after the rows so far; {@link Long#MAX_VALUE} for all. */
    long canGive(int account) {
        int place = touch(account);
        if (normalSide(account) == NormalSide.CREDIT) {
            long floor = floor(account);
            return floor == Accounts.NO_FLOOR ? Long.MAX_VALUE : lowAfter(account, place) - floor;
        }
        long ceiling = ceiling(account);
        return ceiling == Accounts.NO_CEILING ? Long.MAX_VALUE : ceiling - highAfter(account, place);
    }

    /** The first refusal of range, floor, ceiling, in that order; null when all hold. */
    Outcome.@Nullable Rejection check(boolean fact) {
        for (int i = 0; i < touchedCount; i++) {
            int account = touched[i];
            if (isBeyond(posted(account) + postedChange[i])
                    || isBeyond(heldDebit(account) + heldDebitChange[i])
                    || isBeyond(heldCredit(account) + heldCreditChange[i])) {
                return new Outcome.BalanceOutOfRange(ref(account));
            }
        }
        if (fact) {
            return null;
        }
        for (int i = 0; i < touchedCount; i++) {
            int account = touched[i];
            long floor = floor(account);
            if (floor != Accounts.NO_FLOOR) {
                long before = low(account);
                long after = lowAfter(account, i);
                if (after < before && after < floor) {
                    return new Outcome.InsufficientFunds(ref(account), before - floor, before - after);
                }
            }
        }
        for (int i = 0; i < touchedCount; i++) {
            int account = touched[i];
            long ceiling = ceiling(account);
            if (ceiling != Accounts.NO_CEILING) {
                long before = high(account);
                long after = highAfter(account, i);
                if (after > before && after > ceiling) {
                    return new Outcome.AboveCeiling(ref(account), ceiling - before, after - before);
                }
            }
        }
        return null;
    }

    private static boolean isBeyond(long balance) {
        return balance > Money.MINOR_MAX || balance < -Money.MINOR_MAX;
    }

    /** Opens what the rows need, in row order, then appends the rows. @return position of the first row */
    long commit(RowAppender appender, long effectiveAt) {
        if (!openings.isEmpty()) {
            for (int i = 0; i < rows; i++) {
                debit[i] = open(debit[i], appender);
                credit[i] = open(credit[i], appender);
            }
        }
        long first = state.memory().nextPosition();
        for (int i = 0; i < rows; i++) {
            appender.money(this, i, effectiveAt);
        }
        return first;
    }

    /** Opens the account unless it is open. @return its number */
    int open(int account, RowAppender appender) {
        if (account > 0) {
            return account;
        }
        int place = NEW - account;
        if (openedAs[place] == 0) {
            openedAs[place] = appender.open(openings.get(place));
        }
        return openedAs[place];
    }

    EntryKind kind(int row) {
        return kind[row];
    }

    int debit(int row) {
        return debit[row];
    }

    int credit(int row) {
        return credit[row];
    }

    long amount(int row) {
        return amount[row];
    }

    AccountRef ref(int account) {
        if (account > 0) {
            return accounts.ref(account);
        }
        Opening opening = openings.get(NEW - account);
        return new AccountRef(opening.path(), opening.currency());
    }

    // ---- an account's figures, open or not

    private long posted(int account) {
        return account > 0 ? accounts.page(account).working.posted[Accounts.at(account)] : 0;
    }

    private long heldDebit(int account) {
        return account > 0 ? accounts.page(account).working.heldDebit[Accounts.at(account)] : 0;
    }

    private long heldCredit(int account) {
        return account > 0 ? accounts.page(account).working.heldCredit[Accounts.at(account)] : 0;
    }

    private long floor(int account) {
        if (account > 0) {
            return accounts.page(account).working.floor[Accounts.at(account)];
        }
        return floorOf(openings.get(NEW - account).pattern());
    }

    private long ceiling(int account) {
        if (account > 0) {
            return accounts.page(account).working.ceiling[Accounts.at(account)];
        }
        return ceilingOf(openings.get(NEW - account).pattern());
    }

    private NormalSide normalSide(int account) {
        return account > 0
                ? accounts.kind(account).normalSide()
                : openings.get(NEW - account).pattern().kind().normalSide();
    }

    /** posted − heldOut on the normal side. */
    private long low(int account) {
        return normalSide(account) == NormalSide.DEBIT
                ? posted(account) - heldCredit(account)
                : -posted(account) - heldDebit(account);
    }

    private long lowAfter(int account, int place) {
        long change = normalSide(account) == NormalSide.DEBIT
                ? postedChange[place] - heldCreditChange[place]
                : -postedChange[place] - heldDebitChange[place];
        return low(account) + change;
    }

    /** posted + heldIn on the normal side. */
    private long high(int account) {
        return normalSide(account) == NormalSide.DEBIT
                ? posted(account) + heldDebit(account)
                : -posted(account) + heldCredit(account);
    }

    private long highAfter(int account, int place) {
        long change = normalSide(account) == NormalSide.DEBIT
                ? postedChange[place] + heldDebitChange[place]
                : -postedChange[place] + heldCreditChange[place];
        return high(account) + change;
    }

    static long floorOf(Chart.Pattern pattern) {
        return pattern.floor() == null ? Accounts.NO_FLOOR : pattern.floor();
    }

    static long ceilingOf(Chart.Pattern pattern) {
        return pattern.ceiling() == null ? Accounts.NO_CEILING : pattern.ceiling();
    }

    static AccountOpening opening(Opening planned, int number, long seq) {
        Chart.Pattern pattern = planned.pattern();
        return new AccountOpening(
                number, planned.path(), planned.currency(), pattern.kind(), floorOf(pattern), ceilingOf(pattern), seq);
    }
}
