package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.LedgerSearch.Found;
import io.bursar.engine.Slice;
import io.bursar.ledger.Ids;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What lists of transactions, holds and entries are filtered by, and how what was found is told. */
final class SearchParams {
    private static final int METADATA_MAX = 10;
    private static final int CURRENCIES_MAX = 100;
    /** How many partitions were searched through because their index is not made yet. */
    private static final String WITHOUT_INDEX = "Bursar-Partitions-Without-Index";

    private SearchParams() {}

    /** Reference and metadata. */
    static CommandFilter remarks(Fields query) {
        Map<String, String> metadata = query.textMap("metadata");
        if (metadata.size() > METADATA_MAX) {
            throw query.problem(
                    ErrorCode.PARAMETER_INVALID, "metadata", "A search is by at most " + METADATA_MAX + " entries.");
        }
        return CommandFilter.ALL.withReference(query.text("reference")).withMetadata(metadata);
    }

    /** The id or path of an account on a leg; null: any. */
    static @Nullable String account(Fields query) {
        return query.text("account");
    }

    /**
     * The accounts that a filter by id or path means; a path means all of its currencies. Null: none there is, so that
     * nothing fits.
     */
    static @Nullable Set<AccountRef> accounts(LedgerReader reader, int book, String account) {
        OptionalLong id = Ids.findAccount(book, account);
        Set<AccountRef> found = new HashSet<>();
        if (id.isPresent()) {
            reader.account(id.getAsLong()).map(AccountView::ref).ifPresent(found::add);
        } else if (AccountRef.isWellFormed(account)) {
            reader.accounts(account, null, CURRENCIES_MAX).stream()
                    .map(AccountView::ref)
                    .filter(ref -> ref.path().equals(account))
                    .forEach(found::add);
        }
        return found.isEmpty() ? null : found;
    }

    /**
     * A list: its page, its cursor's row, and how it is searched and shown.
     *
     * @param cursor the row that the page's cursor names; 0: there is none
     * @param id the row that an item is, as cursors name it
     */
    record Listing<T>(String url, Page page, long cursor, Function<Slice, Found<T>> search, ToLongFunction<T> id) {
        Answer answer(JsonOut.Member<T> item) {
            Slice.Order order = page.isBackward() ? Slice.Order.OLDEST_FIRST : Slice.Order.NEWEST_FIRST;
            return switch (search.apply(new Slice(cursor, order, page.limitAndOne()))) {
                case Found.Items<T>(List<T> items, int withoutIndex) -> {
                    Answer answer = page.answer(url, items, item);
                    yield withoutIndex == 0 ? answer : answer.with(WITHOUT_INDEX, String.valueOf(withoutIndex));
                }
                case Found.TooWide<T>(int lookedAt) ->
                    Answer.refused(Problem.of(
                            ErrorCode.SEARCH_TOO_WIDE,
                            lookedAt + " rows were looked at and too few of them fit. Narrow the search by created,"
                                    + " reference or metadata."));
            };
        }

        /** The cursor must be of this list with these filters: its row must be the one that the filters find there. */
        Listing<T> checked() {
            if (page.cursor() == null) {
                return this;
            }
            Slice there = new Slice(cursor + 1, Slice.Order.NEWEST_FIRST, 1);
            boolean isListed = cursor != 0
                    && search.apply(there) instanceof Found.Items<T>(List<T> items, int _)
                    && items.stream().anyMatch(item -> id.applyAsLong(item) == cursor);
            if (!isListed) {
                throw page.foreign();
            }
            return this;
        }
    }
}
