package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.MovesMoney;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.Command;
import io.bursar.engine.Command.Transact;
import io.bursar.engine.DryRun;
import io.bursar.engine.Key;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.Renderings;
import io.bursar.ledger.Result;
import io.bursar.ledger.Result.Booked;
import io.bursar.ledger.Result.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Many transactions in one request. Each has its own outcome, or with {@code atomic} all stand or fall together and a
 * refusal is the answer to the whole request.
 */
@Controller
final class BatchEndpoints {
    private static final String URL = "/v1/transactions/batch";
    private static final String ITEMS = "transactions";
    private static final int ITEMS_MAX = 1_000;

    private final Submission submission;

    BatchEndpoints(Submission submission) {
        this.submission = submission;
    }

    @PostMapping(URL)
    @MovesMoney(key = MovesMoney.Key.HEADER_OR_ITEM)
    @Requires(Right.TRANSACTIONS_WRITE)
    @Answers(value = "batch_item", shape = Answers.Shape.LIST)
    Answer create(Call call) {
        boolean isDryRun = call.isDryRun();
        Batch batch = call.readBody(body -> read(body, call));
        if (isDryRun) {
            List<DryRun> foreseen = submission.tryAll(call, batch.commands(), batch.atomicity());
            return answer(batch, foreseen.stream().map(Item::foreseen).toList()).asDryRun();
        }
        List<Result> results = submission.submitAll(call, batch.commands(), batch.atomicity());
        return answer(batch, results.stream().map(Item::booked).toList());
    }

    private Answer answer(Batch batch, List<Item> items) {
        Optional<Answer> refusal = batch.atomicity() == Atomicity.ALL_OR_NOTHING ? refusal(items) : Optional.empty();
        return refusal.orElseGet(() -> Page.whole(URL, items, this::write));
    }

    /** @param foreseen what a dry run says would be booked; null: it is to be read, or there is none */
    private record Item(Result result, @Nullable TransactionView foreseen) {
        static Item booked(Result result) {
            return new Item(result, null);
        }

        static Item foreseen(DryRun dryRun) {
            return new Item(
                    Result.of(dryRun.outcome()), dryRun instanceof DryRun.Booking booking ? booking.view() : null);
        }
    }

    private static Batch read(Fields body, Call call) {
        List<Fields> items = body.require(body.groups(ITEMS), ITEMS);
        if (items.isEmpty() || items.size() > ITEMS_MAX) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, ITEMS, "A batch has 1 to 1,000 transactions.");
        }
        List<Command> commands = new ArrayList<>(items.size());
        for (Fields item : items) {
            Key key = Key.external(call.caller().number(), key(item, call, commands.size()));
            commands.add(new Transact(Requests.legs(item), Requests.terms(item, call.caller(), key)));
        }
        return new Batch(commands, body.flag("atomic") ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL);
    }

    /** An item's own key, or the request's with the item's index. */
    private static String key(Fields item, Call call, int index) {
        String own = item.text("idempotency_key");
        if (own == null && call.idempotencyKey() == null) {
            throw item.problem(
                    ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
                    "idempotency_key",
                    "Each transaction needs an idempotency_key, or the request an Idempotency-Key.");
        }
        String key = own == null ? call.idempotencyKey() + "/" + index : own;
        if (!Key.isWellFormed(key)) {
            throw item.problem(
                    ErrorCode.IDEMPOTENCY_KEY_INVALID,
                    "idempotency_key",
                    "A key has 1 to 255 characters without control characters, its index included.");
        }
        return key;
    }

    /** The first refusal that made an atomic batch fail, not one that it dragged along. */
    private static Optional<Answer> refusal(List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).result() instanceof Refused refused
                    && refused.problem().code() != ErrorCode.BATCH_ABORTED) {
                Answer answer = Answer.refused(refused.problem().inside(ITEMS + "[" + i + "]"));
                return Optional.of(refused.isReplay() ? answer.replayed() : answer);
            }
        }
        return Optional.empty();
    }

    private void write(JsonOut out, Item item) {
        out.text("object", "batch_item").flag("replayed", item.result().isReplay());
        switch (item.result()) {
            case Booked booked -> {
                TransactionView foreseen = item.foreseen();
                TransactionView view = foreseen == null ? submission.read(booked.id()) : foreseen;
                out.integer("status", 201).object("transaction", inner -> Renderings.transaction(inner, view));
            }
            case Refused refused ->
                out.integer("status", refused.problem().status()).problem(refused.problem());
        }
    }

    private record Batch(List<Command> commands, Atomicity atomicity) {}
}
