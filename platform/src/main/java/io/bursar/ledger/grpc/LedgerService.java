package io.bursar.ledger.grpc;

import bursar.ledger.v1.LedgerGrpc;
import bursar.ledger.v1.Wire;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.GrpcCaller;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Lane;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.money.Currency;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The service of {@code ledger.proto}. Who asks sees its own book. */
@Component
final class LedgerService extends LedgerGrpc.LedgerImplBase {
    private static final int PAGE_USUAL = 100;
    private static final int PAGE_MAX = LedgerReader.PAGE_MAX - 1;

    private final OpenBooks books;

    LedgerService(OpenBooks books) {
        this.books = books;
    }

    @Override
    public StreamObserver<Wire.SubmitRequest> ingest(StreamObserver<Wire.SubmitResponse> answers) {
        Submissions submissions = new Submissions(books, GrpcCaller.current(), Lane.BULK);
        return new Ingest(submissions, (ServerCallStreamObserver<Wire.SubmitResponse>) answers);
    }

    @Override
    public void submit(Wire.SubmitRequest request, StreamObserver<Wire.SubmitResponse> answer) {
        Submissions submissions = new Submissions(books, GrpcCaller.current(), Lane.INTERACTIVE);
        Wire.SubmitResponse response;
        try {
            response = submissions.submit(request).join();
        } catch (CompletionException failed) {
            throw Submissions.failure(failed);
        }
        send(answer, response);
    }

    @Override
    public void getAccount(Wire.GetAccountRequest request, StreamObserver<Wire.Account> answer) {
        answer(Right.ACCOUNTS_READ, answer, caller -> {
            AccountRef ref = ref(request.getPath(), request.getCurrency());
            return Answers.account(reader(caller).account(ref).orElseThrow(() -> Ids.missing("account", ref.path())));
        });
    }

    @Override
    public void getTransaction(Wire.GetTransactionRequest request, StreamObserver<Wire.Transaction> answer) {
        answer(
                Right.TRANSACTIONS_READ,
                answer,
                caller -> Answers.transaction(reader(caller)
                        .transaction(Ids.transaction(request.getId(), caller))
                        .filter(view -> view.kind() != EntryKind.HOLD)
                        .orElseThrow(() -> Ids.missing("transaction", request.getId()))));
    }

    @Override
    public void getHold(Wire.GetHoldRequest request, StreamObserver<Wire.Hold> answer) {
        answer(
                Right.HOLDS_READ,
                answer,
                caller -> Answers.hold(reader(caller)
                        .hold(Ids.hold(request.getId(), caller))
                        .orElseThrow(() -> Ids.missing("hold", request.getId()))));
    }

    @Override
    public void listHistory(Wire.ListHistoryRequest request, StreamObserver<Wire.ListHistoryResponse> answer) {
        answer(Right.ACCOUNTS_READ, answer, caller -> history(reader(caller), request));
    }

    @Override
    public void getTrialBalance(Wire.GetTrialBalanceRequest request, StreamObserver<Wire.TrialBalance> answer) {
        answer(Right.ACCOUNTS_READ, answer, caller -> times(caller).trialBalance(request));
    }

    @Override
    public void getTotals(Wire.GetTotalsRequest request, StreamObserver<Wire.Totals> answer) {
        answer(Right.ACCOUNTS_READ, answer, caller -> times(caller).totals(request));
    }

    @Override
    public void getBalance(Wire.GetBalanceRequest request, StreamObserver<Wire.BalanceAt> answer) {
        answer(Right.ACCOUNTS_READ, answer, caller -> {
            AccountRef ref = ref(request.getPath(), request.getCurrency());
            return times(caller).balance(id(caller, ref), request);
        });
    }

    @Override
    public void getStatement(Wire.GetStatementRequest request, StreamObserver<Wire.Statement> answer) {
        answer(Right.ACCOUNTS_READ, answer, caller -> {
            AccountRef ref = ref(request.getPath(), request.getCurrency());
            return times(caller).statement(id(caller, ref), request);
        });
    }

    private InTwoTimes times(Caller caller) {
        return new InTwoTimes(reader(caller), caller.book());
    }

    private long id(Caller caller, AccountRef ref) {
        return reader(caller)
                .account(ref)
                .orElseThrow(() -> Ids.missing("account", ref.path()))
                .id();
    }

    private static Wire.ListHistoryResponse history(LedgerReader reader, Wire.ListHistoryRequest request) {
        int limit = limit(request.getLimit());
        AccountRef account = ref(request.getPath(), request.getCurrency());
        if (reader.account(account).isEmpty()) {
            throw Ids.missing("account", account.path());
        }
        long before = request.getStartingAfter().isEmpty() ? 0 : cursor(reader, account, request.getStartingAfter());
        List<HistoryEntry> entries = reader.history(account, before, limit + 1);
        Wire.ListHistoryResponse.Builder page =
                Wire.ListHistoryResponse.newBuilder().setHasMore(entries.size() > limit);
        entries.stream().limit(limit).map(Answers::entry).forEach(page::addEntries);
        return page.build();
    }

    /** Items of a page, as asked for; 0: the usual number. */
    static int limit(int asked) {
        int limit = asked == 0 ? PAGE_USUAL : asked;
        if (limit < 1 || limit > PAGE_MAX) {
            throw Problem.of(ErrorCode.PARAMETER_INVALID, "limit must be 1 to " + PAGE_MAX + ".", "limit")
                    .asException();
        }
        return limit;
    }

    private static long cursor(LedgerReader reader, AccountRef account, String id) {
        OptionalLong seq = Ids.parseEntry(id);
        boolean isIts = seq.isPresent()
                && reader.entry(account, seq.getAsLong())
                        .filter(entry -> Ids.entry(entry.seq(), entry.side()).equals(id))
                        .isPresent();
        if (!isIts) {
            throw Page.foreignCursor();
        }
        return seq.getAsLong();
    }

    private LedgerReader reader(Caller caller) {
        return books.of(caller.book()).reader();
    }

    private static AccountRef ref(String path, String currency) {
        if (!AccountRef.isWellFormed(path)) {
            throw Problem.of(
                            ErrorCode.PARAMETER_INVALID,
                            "A path has segments of A-Z a-z 0-9 _ . : @ - joined by /, up to 200 characters.",
                            "path")
                    .asException();
        }
        if (!Currency.isWellFormed(currency)) {
            throw Problem.of(
                            ErrorCode.PARAMETER_INVALID,
                            "A currency is a lower-case code such as inr, or a unit of your own of 3 to 12 of a-z 0-9.",
                            "currency")
                    .asException();
        }
        return new AccountRef(path, Currency.of(currency));
    }

    private static <A> void answer(Right right, StreamObserver<A> answer, Function<Caller, A> read) {
        Caller caller = GrpcCaller.current();
        caller.require(right);
        send(answer, read.apply(caller));
    }

    private static <A> void send(StreamObserver<A> answer, A message) {
        answer.onNext(message);
        answer.onCompleted();
    }
}
