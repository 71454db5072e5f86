package io.bursar.ledger.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bursar.ledger.v1.LedgerGrpc;
import bursar.ledger.v1.LedgerGrpc.LedgerBlockingStub;
import bursar.ledger.v1.Wire;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.access.ApiKeys;
import io.bursar.api.Caller.Right;
import io.bursar.api.GrpcAddress;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC as a caller sees it, beside REST: the same commands, outcomes, ids and keys. */
class LedgerGrpcTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> CODE = Metadata.Key.of("bursar-code", Metadata.ASCII_STRING_MARSHALLER);

    private final RunningBursar bursar = RunningBursar.shared();
    private final String user = RunningBursar.unique("grpc");
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        bursar.post("/v1/chart").json("""
                        {'patterns':[{'path':'world','kind':'asset'},
                        {'path':'users/{user}/wallet','kind':'liability','floor':0},
                        {'path':'shops/{shop}','kind':'liability'}]}""").expect(201);
        channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", bursar.bean(GrpcAddress.class).port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    private LedgerBlockingStub ledger() {
        return LedgerGrpc.newBlockingStub(channel).withCallCredentials(new Bearer(bursar.keyInTheClear()));
    }

    /** Sends a key with each call. */
    private static final class Bearer extends CallCredentials {
        private final String key;

        Bearer(String key) {
            this.key = key;
        }

        @Override
        public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
            Metadata headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + key);
            applier.apply(headers);
        }
    }

    private String wallet() {
        return "users/" + user + "/wallet";
    }

    private static Wire.Command.Builder pay(String key, String debit, String credit, long amount) {
        return Wire.Command.newBuilder()
                .setIdempotencyKey(key)
                .setTransaction(Wire.NewTransaction.newBuilder()
                        .addLegs(Wire.Leg.newBuilder()
                                .setDebit(debit)
                                .setCredit(credit)
                                .setAmount(amount)
                                .setCurrency("inr")));
    }

    private Wire.Outcome submit(Wire.Command.Builder command) {
        return ledger().submit(
                        Wire.SubmitRequest.newBuilder().addCommands(command).build())
                .getOutcomes(0);
    }

    @Test
    void a_payment_over_grpc_is_the_same_over_rest() {
        Wire.Command.Builder topUp =
                pay(user + "-1", "world", wallet(), 5_000).setReference("UPI 1").putMetadata("table", "12");
        Wire.Outcome booked = submit(topUp);
        assertThat(booked.getId()).startsWith("tx_");
        assertThat(submit(topUp)).isEqualTo(booked.toBuilder().setReplayed(true).build());
        Reply rest = bursar.get("/v1/transactions/" + booked.getId()).expect(200);
        Wire.Transaction rpc = ledger().getTransaction(Wire.GetTransactionRequest.newBuilder()
                .setId(booked.getId())
                .build());
        assertThat(rest.at("/reference").asString()).isEqualTo("UPI 1").isEqualTo(rpc.getReference());
        assertThat(rest.at("/idempotency_key").asString()).isEqualTo(rpc.getIdempotencyKey());
        assertThat(rest.at("/legs/0/credit_balance").asLong())
                .isEqualTo(rpc.getLegs(0).getCreditBalance())
                .isEqualTo(5_000);
        assertThat(rpc.getMetadataMap()).containsEntry("table", "12");
        Reply replayed = bursar.post("/v1/transactions")
                .key(user + "-1")
                .json("{'legs':[{'debit':'world','credit':'%s','amount':5000,'currency':'inr'}],".formatted(wallet())
                        + "'reference':'UPI 1','metadata':{'table':'12'}}")
                .expect(201);
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replayed.at("/id").asString()).isEqualTo(booked.getId());
    }

    @Test
    void refusals_are_outcomes_with_rests_codes() {
        Wire.Error typo =
                submit(pay(user + "-1", "users/a/walet", "shops/7", 1)).getError();
        assertThat(typo.getCode()).isEqualTo("account_unknown");
        submit(pay(user + "-2", "world", wallet(), 10));
        Wire.Error more = submit(pay(user + "-3", wallet(), "shops/7", 11)).getError();
        assertThat(more.getCode()).isEqualTo("insufficient_funds");
        assertThat(more.getStatus()).isEqualTo(402);
        assertThat(more.getDetailsMap()).containsEntry("available", "10").containsEntry("needed", "11");
        assertThat(submit(pay("", "world", wallet(), 10)).getError().getCode()).isEqualTo("idempotency_key_required");
        assertThat(submit(pay(user + "-2", "world", wallet(), 11)).getError().getCode())
                .isEqualTo("idempotency_key_reused");
        Wire.Error zero = submit(pay(user + "-4", "world", wallet(), 0)).getError();
        assertThat(zero.getParam()).isEqualTo("legs[0][amount]");
        Wire.Error card = submit(pay(user + "-5", "world", wallet(), 1).setReference("4242 4242 4242 4242"))
                .getError();
        assertThat(card.getCode()).isEqualTo("card_number_refused");
        assertThat(card.getParam()).isEqualTo("commands[0][reference]");
        Wire.Error nothing =
                submit(Wire.Command.newBuilder().setIdempotencyKey(user + "-6")).getError();
        assertThat(nothing.getParam()).isEqualTo("commands[0][body]");
        Wire.Error foreign = submit(Wire.Command.newBuilder()
                        .setIdempotencyKey(user + "-7")
                        .setRelease(Wire.Release.newBuilder().setHold("hold_nothing")))
                .getError();
        assertThat(foreign.getStatus()).isEqualTo(404);
    }

    @Test
    void holds_are_placed_captured_and_released() {
        submit(pay(user + "-1", "world", wallet(), 1_000));
        Wire.NewHold.Builder hold = Wire.NewHold.newBuilder()
                .addLegs(Wire.Leg.newBuilder()
                        .setDebit(wallet())
                        .setCredit("shops/7")
                        .setAmount(600)
                        .setCurrency("inr"));
        String id = submit(
                        Wire.Command.newBuilder().setIdempotencyKey(user + "-2").setHold(hold))
                .getId();
        assertThat(id).startsWith("hold_");
        submit(Wire.Command.newBuilder()
                .setIdempotencyKey(user + "-3")
                .setCapture(Wire.Capture.newBuilder().setHold(id).addAmounts(250)));
        submit(Wire.Command.newBuilder()
                .setIdempotencyKey(user + "-4")
                .setRelease(Wire.Release.newBuilder().setHold(id)));
        Wire.Hold now =
                ledger().getHold(Wire.GetHoldRequest.newBuilder().setId(id).build());
        assertThat(now.getStatus()).isEqualTo("released");
        assertThat(now.getLegs(0).getCaptured()).isEqualTo(250);
        assertThat(now.getLegs(0).getReleased()).isEqualTo(350);
        Wire.Account account = ledger().getAccount(Wire.GetAccountRequest.newBuilder()
                .setPath(wallet())
                .setCurrency("inr")
                .build());
        assertThat(account.getPosted()).isEqualTo(750);
        assertThat(account.getHeldOut()).isZero();
        assertThat(account.getFloor()).isZero();
    }

    @Test
    void history_is_paged_and_the_books_balance() {
        for (int i = 1; i <= 5; i++) {
            submit(pay(user + "-" + i, "world", wallet(), i));
        }
        List<Long> changes = new ArrayList<>();
        String cursor = "";
        boolean more = true;
        while (more) {
            Wire.ListHistoryResponse page = ledger().listHistory(Wire.ListHistoryRequest.newBuilder()
                    .setPath(wallet())
                    .setCurrency("inr")
                    .setLimit(2)
                    .setStartingAfter(cursor)
                    .build());
            page.getEntriesList().forEach(entry -> changes.add(entry.getChange()));
            more = page.getHasMore();
            cursor = page.getEntries(page.getEntriesCount() - 1).getId();
        }
        assertThat(changes).containsExactly(5L, 4L, 3L, 2L, 1L);
        Wire.TrialBalance balance = ledger().getTrialBalance(Wire.GetTrialBalanceRequest.getDefaultInstance());
        assertThat(balance.getBalanced()).isTrue();
        assertThat(balance.getLinesList().stream()
                        .filter(line -> line.getCurrency().equals("inr"))
                        .mapToLong(Wire.TrialBalance.Line::getDebitsMinusCredits)
                        .sum())
                .isZero();
    }

    @Test
    void an_atomic_message_stands_or_falls_together() {
        Wire.SubmitRequest.Builder request = Wire.SubmitRequest.newBuilder()
                .setAtomic(true)
                .addCommands(pay(user + "-1", "world", wallet(), 10))
                .addCommands(pay(user + "-2", wallet(), "shops/7", 11));
        List<Wire.Outcome> outcomes = ledger().submit(request.build()).getOutcomesList();
        assertThat(outcomes.get(0).getError().getCode()).isEqualTo("batch_aborted");
        assertThat(outcomes.get(1).getError().getCode()).isEqualTo("insufficient_funds");
        request.addCommands(pay("", "world", wallet(), 10));
        outcomes = ledger().submit(request.build()).getOutcomesList();
        assertThat(outcomes.get(0).getError().getCode()).isEqualTo("batch_aborted");
        assertThat(outcomes.get(2).getError().getCode()).isEqualTo("idempotency_key_required");
    }

    @Test
    void a_stream_answers_each_message_in_order() {
        int messages = 200;
        int each = 50;
        Collected<Wire.SubmitResponse> answers = new Collected<>();
        StreamObserver<Wire.SubmitRequest> stream = LedgerGrpc.newStub(channel)
                .withCallCredentials(new Bearer(bursar.keyInTheClear()))
                .ingest(answers);
        for (int message = 0; message < messages; message++) {
            Wire.SubmitRequest.Builder request = Wire.SubmitRequest.newBuilder();
            for (int i = 0; i < each; i++) {
                request.addCommands(pay(user + "-" + message + "-" + i, "world", wallet(), 1 + message));
            }
            stream.onNext(request.build());
        }
        stream.onCompleted();
        List<Wire.SubmitResponse> all = answers.ended.join();
        assertThat(all).hasSize(messages).allMatch(response -> response.getOutcomesCount() == each);
        assertThat(all.stream().flatMap(response -> response.getOutcomesList().stream()))
                .allMatch(outcome -> outcome.getId().startsWith("tx_"));
        assertThat(all.stream()
                        .flatMap(response -> response.getOutcomesList().stream())
                        .map(Wire.Outcome::getId))
                .isSorted()
                .doesNotHaveDuplicates();
        long expected = (long) each * messages * (messages + 1) / 2;
        assertThat(ledger().getAccount(Wire.GetAccountRequest.newBuilder()
                                .setPath(wallet())
                                .setCurrency("inr")
                                .build())
                        .getPosted())
                .isEqualTo(expected);
    }

    @Test
    void a_message_of_too_many_commands_ends_the_stream_and_says_why() {
        Collected<Wire.SubmitResponse> answers = new Collected<>();
        StreamObserver<Wire.SubmitRequest> stream = LedgerGrpc.newStub(channel)
                .withCallCredentials(new Bearer(bursar.keyInTheClear()))
                .ingest(answers);
        stream.onNext(Wire.SubmitRequest.getDefaultInstance());
        assertThatThrownBy(answers.ended::join)
                .hasRootCauseInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("1 to 1,000");
    }

    @Test
    void without_a_good_key_nothing_is_answered_but_health() {
        LedgerBlockingStub nobody = LedgerGrpc.newBlockingStub(channel);
        assertThatThrownBy(() -> nobody.getTrialBalance(Wire.GetTrialBalanceRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                    assertThat(refused.getTrailers().get(CODE)).isEqualTo("api_key_missing");
                });
        LedgerBlockingStub poor = nobody.withCallCredentials(new Bearer(bursar.keyWithoutRights()));
        Wire.Command.Builder fact = pay(user + "-1", "world", wallet(), 1).setFact(true);
        assertThat(poor.submit(Wire.SubmitRequest.newBuilder().addCommands(fact).build())
                        .getOutcomes(0)
                        .getError()
                        .getCode())
                .isEqualTo("right_missing");
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        Collected<ServerReflectionResponse> reflected = new Collected<>();
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(reflected).onCompleted();
        assertThatThrownBy(reflected.ended::join).hasMessageContaining("UNAUTHENTICATED");
    }

    /** What grpcurl does before it can call anything. */
    @Test
    void reflection_describes_the_service() throws Exception {
        Collected<ServerReflectionResponse> answers = new Collected<>();
        StreamObserver<ServerReflectionRequest> asked = ServerReflectionGrpc.newStub(channel)
                .withCallCredentials(new Bearer(bursar.keyInTheClear()))
                .serverReflectionInfo(answers);
        asked.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        asked.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("bursar.ledger.v1.Ledger")
                .build());
        asked.onCompleted();
        List<ServerReflectionResponse> all = answers.ended.join();
        assertThat(all.get(0).getListServicesResponse().getServiceList())
                .anyMatch(service -> service.getName().equals("bursar.ledger.v1.Ledger"));
        FileDescriptorProto file = FileDescriptorProto.parseFrom(
                all.get(1).getFileDescriptorResponse().getFileDescriptorProto(0));
        assertThat(file.getService(0).getMethodList())
                .anyMatch(method -> method.getName().equals("Ingest") && method.getClientStreaming());
        assertThat(file.getMessageTypeList())
                .anyMatch(message -> message.getName().equals("Command") && message.getFieldCount() > 0);
    }

    @Test
    void a_dry_run_says_what_would_be_booked_and_books_nothing() {
        Wire.Command.Builder topUp = pay(user + "-1", "world", wallet(), 500);
        Wire.SubmitRequest dry = Wire.SubmitRequest.newBuilder()
                .setDryRun(true)
                .addCommands(topUp)
                .addCommands(pay(user + "-2", wallet(), "shops/7", 500))
                .addCommands(pay(user + "-3", wallet(), "shops/7", 1))
                .addCommands(pay("", wallet(), "shops/7", 1))
                .build();
        Wire.SubmitResponse foreseen = ledger().submit(dry);
        assertThat(foreseen.getDryRun()).isTrue();
        assertThat(foreseen.getOutcomes(0).getId()).isEmpty();
        assertThat(foreseen.getOutcomes(1).getForeseen().getId()).isEmpty();
        assertThat(foreseen.getOutcomes(1).getForeseen().getLegs(0).getDebitBalance())
                .isZero();
        assertThat(foreseen.getOutcomes(2).getError().getCode()).isEqualTo("insufficient_funds");
        assertThat(foreseen.getOutcomes(3).getError().getCode()).isEqualTo("idempotency_key_required");
        assertThatThrownBy(() -> ledger().getAccount(Wire.GetAccountRequest.newBuilder()
                        .setPath(wallet())
                        .setCurrency("inr")
                        .build()))
                .hasMessageContaining("NOT_FOUND");
        Wire.Outcome booked = submit(topUp);
        assertThat(booked.getReplayed()).isFalse();
        Wire.Outcome replayed = ledger().submit(dry).getOutcomes(0);
        assertThat(replayed.getReplayed()).isTrue();
        assertThat(replayed.getId()).isEqualTo(booked.getId());
        Wire.SubmitResponse together =
                ledger().submit(dry.toBuilder().setAtomic(true).build());
        assertThat(together.getDryRun()).isTrue();
        assertThat(together.getOutcomes(0).getError().getCode()).isEqualTo("batch_aborted");
    }

    /** The bucket holds a second's worth, so that of 40 messages at once most are too many. */
    @Test
    void each_message_of_a_stream_counts_against_the_key_s_rate() {
        String limited = bursar.post("/v1/api_keys")
                .json("{'name':'slow','rights':['transactions.write'],'rate_limit':5}")
                .expect(201)
                .at("/secret")
                .asString();
        Collected<Wire.SubmitResponse> answers = new Collected<>();
        StreamObserver<Wire.SubmitRequest> stream = LedgerGrpc.newStub(channel)
                .withCallCredentials(new Bearer(limited))
                .ingest(answers);
        for (int i = 0; i < 40; i++) {
            stream.onNext(Wire.SubmitRequest.newBuilder()
                    .addCommands(pay(user + "-" + i, "world", wallet(), 1))
                    .build());
        }
        stream.onCompleted();
        assertThatThrownBy(answers.ended::join).cause().isInstanceOfSatisfying(StatusRuntimeException.class, status -> {
            assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(status.getTrailers().get(CODE)).isEqualTo("rate_limit");
        });
    }

    @Test
    void a_revoked_key_ends_its_streams() {
        String revoked = bursar.bean(ApiKeys.class)
                .create("stream", Set.of(Right.TRANSACTIONS_WRITE))
                .reveal();
        Collected<Wire.SubmitResponse> answers = new Collected<>();
        StreamObserver<Wire.SubmitRequest> stream = LedgerGrpc.newStub(channel)
                .withCallCredentials(new Bearer(revoked))
                .ingest(answers);
        Wire.SubmitRequest message = Wire.SubmitRequest.newBuilder()
                .addCommands(pay(user + "-1", "world", wallet(), 1))
                .build();
        stream.onNext(message);
        bursar.revokeNewest();
        Instant limit = Instant.now().plusSeconds(5);
        while (!answers.ended.isDone() && Instant.now().isBefore(limit)) {
            stream.onNext(message);
            LockSupport.parkNanos(20_000_000);
        }
        assertThatThrownBy(answers.ended::join).hasMessageContaining("UNAUTHENTICATED");
    }

    /** Everything a call answered. */
    private static final class Collected<A> implements StreamObserver<A> {
        final CompletableFuture<List<A>> ended = new CompletableFuture<>();
        private final List<A> all = new ArrayList<>();

        @Override
        public void onNext(A message) {
            all.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(all);
        }
    }
}
