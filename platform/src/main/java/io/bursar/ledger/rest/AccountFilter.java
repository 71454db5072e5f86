package io.bursar.ledger.rest;

import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Page;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.Ids;
import io.bursar.money.Currency;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which accounts a list shows, in order of (path, currency). */
sealed interface AccountFilter {
    /** In the order of lists. */
    Comparator<AccountRef> ORDER = Comparator.comparing(AccountRef::path).thenComparing(AccountRef::currency);

    /** All whose path begins so. */
    record Prefix(String prefix) implements AccountFilter {}

    /** All currencies of one path. */
    record Path(String path) implements AccountFilter {}

    /** One account. */
    record Exact(AccountRef ref) implements AccountFilter {}

    /** Those that a fact left beyond a limit. */
    record BeyondLimits() implements AccountFilter {}

    static AccountFilter read(Fields query) {
        String path = query.text("path");
        String currency = query.text("currency");
        String prefix = query.text("path_prefix");
        boolean beyond = query.flag("beyond_limits");
        if (currency != null && path == null) {
            throw query.problem(ErrorCode.PARAMETER_MISSING, "path", "currency goes with path.");
        }
        if (prefix != null && path != null) {
            throw query.problem(ErrorCode.PARAMETER_INVALID, "path_prefix", "Send path or path_prefix, not both.");
        }
        if (beyond && (path != null || prefix != null)) {
            throw query.problem(ErrorCode.PARAMETER_INVALID, "beyond_limits", "beyond_limits stands alone.");
        }
        if (path != null) {
            Currency code = currency == null ? null : Requests.currency(query, currency);
            return code == null ? new Path(path) : new Exact(new AccountRef(path, code));
        }
        return beyond ? new BeyondLimits() : new Prefix(prefix == null ? "" : prefix);
    }

    /** One page, and one account more if there are more. */
    default List<AccountView> find(LedgerReader reader, Page page, int book) {
        AccountRef after = page.startingAfter() == null ? null : cursor(reader, book, page.startingAfter());
        return switch (this) {
            case Prefix(String prefix) -> reader.accounts(prefix, after, page.limitAndOne());
            case Path(String path) ->
                reader.accounts(path, after, page.limitAndOne()).stream()
                        .takeWhile(this::admits)
                        .toList();
            case Exact(AccountRef ref) ->
                after == null ? reader.account(ref).stream().toList() : List.of();
            case BeyondLimits() ->
                reader.accountsBeyondLimits(LedgerReader.PAGE_MAX).stream()
                        .filter(account -> after == null || ORDER.compare(account.ref(), after) > 0)
                        .limit(page.limitAndOne())
                        .toList();
        };
    }

    private boolean admits(AccountView account) {
        return switch (this) {
            case Prefix(String prefix) -> account.ref().path().startsWith(prefix);
            case Path(String path) -> account.ref().path().equals(path);
            case Exact(AccountRef ref) -> account.ref().equals(ref);
            // One that was healed meanwhile still says where the page before ended.
            case BeyondLimits() -> true;
        };
    }

    private AccountRef cursor(LedgerReader reader, int book, String id) {
        return Ids.findAccount(book, id).stream()
                .mapToObj(reader::account)
                .flatMap(Optional::stream)
                .filter(this::admits)
                .findFirst()
                .map(AccountView::ref)
                .orElseThrow(Page::foreignCursor);
    }

    /** A page of accounts as a query asks for it. */
    record Query(AccountFilter filter, Page page) {
        static Query read(Fields query) {
            return new Query(AccountFilter.read(query), Page.read(query));
        }
    }
}
