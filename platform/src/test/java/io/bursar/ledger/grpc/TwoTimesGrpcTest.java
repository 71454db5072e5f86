package io.bursar.ledger.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bursar.ledger.v1.LedgerGrpc;
import bursar.ledger.v1.LedgerGrpc.LedgerBlockingStub;
import bursar.ledger.v1.Wire;
import com.google.protobuf.Timestamp;
import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.api.GrpcAddress;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Questions about any time, over gRPC as over REST: the same figures, member for member. */
class TwoTimesGrpcTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> PARAM = Metadata.Key.of("bursar-param", Metadata.ASCII_STRING_MARSHALLER);
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final String WALLET = "users/1/wallet";

    private static RunningBursar bursar;
    private static ManagedChannel channel;
    private static String accountId;
    private static final List<String> booked = new ArrayList<>();

    @BeforeAll
    static void book() {
        bursar = RunningBursar.startOwn();
        channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", bursar.bean(GrpcAddress.class).port())
                .usePlaintext()
                .build();
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'world','kind':'asset'},{'path':'users/{u}/{a}','kind':'liability'}]}")
                .expect(201);
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            boolean out = random.nextInt(3) == 0;
            String user = random.nextInt(4) == 0 ? "users/2/wallet" : WALLET;
            booked.add(bursar.post("/v1/transactions")
                    .key("k-" + i)
                    .json("{'legs':[{'debit':'%s','credit':'%s','amount':%d,'currency':'inr'}],'effective_at':'%s'}"
                            .formatted(
                                    out ? user : "world",
                                    out ? "world" : user,
                                    1 + random.nextInt(500),
                                    DAY.plusSeconds(random.nextInt(30 * 86_400))))
                    .expect(201)
                    .id());
        }
        bursar.post("/v1/holds")
                .key("hold")
                .json("{'legs':[{'debit':'%s','credit':'world','amount':30,'currency':'inr'}]}".formatted(WALLET))
                .expect(201);
        accountId = bursar.get("/v1/accounts?path=" + WALLET)
                .expect(200)
                .at("/data/0/id")
                .asString();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        bursar.close();
    }

    private static LedgerBlockingStub ledger() {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + bursar.keyInTheClear());
        return LedgerGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static Timestamp time(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    /** Some pairs of times: each as REST's query and as gRPC's message. */
    private record Times(String query, Wire.AsOf asOf) {
        static List<Times> some() {
            List<Times> all = new ArrayList<>();
            for (int day = 0; day <= 30; day += 6) {
                Instant effective = DAY.plusSeconds(day * 86_400L);
                Wire.AsOf.Builder asOf = Wire.AsOf.newBuilder().setEffective(time(effective));
                all.add(new Times("as_of=" + effective, asOf.build()));
                String known = booked.get(day);
                all.add(new Times(
                        "as_of=" + effective + "&known_at=" + known,
                        asOf.setKnownRow(known).build()));
            }
            Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
            all.add(new Times(
                    "known_at=" + now,
                    Wire.AsOf.newBuilder().setKnownAt(time(now)).build()));
            return all;
        }
    }

    @Test
    void balances() {
        for (Times times : Times.some()) {
            Reply rest = bursar.get("/v1/accounts/" + accountId + "/balance?" + times.query())
                    .expect(200);
            Wire.BalanceAt rpc = ledger().getBalance(Wire.GetBalanceRequest.newBuilder()
                    .setPath(WALLET)
                    .setCurrency("inr")
                    .setAsOf(times.asOf())
                    .build());
            assertThat(rpc.getAccount()).isEqualTo(rest.at("/account").asString());
            assertThat(rpc.getPosted())
                    .as("%s", times)
                    .isEqualTo(rest.at("/posted").asLong());
            assertThat(rpc.getDebits()).isEqualTo(rest.at("/debits").asLong());
            assertThat(rpc.getCredits()).isEqualTo(rest.at("/credits").asLong());
            same(rest.at("/as_of"), rpc.hasAsOf(), rpc.getAsOf());
            assertThat(rpc.getKnownRow()).isEqualTo(rest.at("/known_at").asString());
        }
        assertThat(ledger().getBalance(Wire.GetBalanceRequest.newBuilder()
                                .setPath(WALLET)
                                .setCurrency("inr")
                                .build())
                        .getPosted())
                .isEqualTo(bursar.get("/v1/accounts/" + accountId + "/balance")
                        .expect(200)
                        .at("/posted")
                        .asLong());
    }

    private static void same(JsonNode rest, boolean has, Timestamp rpc) {
        assertThat(has).isEqualTo(!rest.isNull());
        if (has) {
            assertThat(Instant.ofEpochSecond(rpc.getSeconds(), rpc.getNanos()))
                    .isEqualTo(Instant.parse(rest.asString()));
        }
    }

    @Test
    void trial_balances_and_totals() {
        for (Times times : Times.some()) {
            Reply rest = bursar.get("/v1/trial_balance?" + times.query()).expect(200);
            Wire.TrialBalance rpc = ledger().getTrialBalance(Wire.GetTrialBalanceRequest.newBuilder()
                    .setAsOf(times.asOf())
                    .build());
            assertThat(rpc.getBalanced()).isTrue();
            same(rest.at("/as_of"), rpc.hasAsOf(), rpc.getAsOf());
            assertThat(rpc.getKnownRow()).isEqualTo(rest.at("/known_at").asString());
            sameLines(rest.at("/lines"), rpc.getLinesList());
            for (String group : List.of("*", "users/1/*")) {
                Reply sum = bursar.get("/v1/balances/sum?path=" + group + "&" + times.query())
                        .expect(200);
                Wire.Totals totals = ledger().getTotals(Wire.GetTotalsRequest.newBuilder()
                        .setPath(group)
                        .setAsOf(times.asOf())
                        .build());
                assertThat(totals.getPath()).isEqualTo(group);
                assertThat(totals.getKnownRow()).isEqualTo(sum.at("/known_at").asString());
                sameLines(sum.at("/lines"), totals.getLinesList());
            }
        }
        sameLines(
                bursar.get("/v1/trial_balance").expect(200).at("/lines"),
                ledger().getTrialBalance(Wire.GetTrialBalanceRequest.getDefaultInstance())
                        .getLinesList());
    }

    private static void sameLines(JsonNode rest, List<Wire.TrialBalance.Line> rpc) {
        assertThat(rpc).hasSize(rest.size());
        for (int i = 0; i < rpc.size(); i++) {
            Wire.TrialBalance.Line line = rpc.get(i);
            assertThat(line.getCurrency())
                    .isEqualTo(rest.at("/" + i + "/currency").asString());
            assertThat(line.getKind()).isEqualTo(rest.at("/" + i + "/kind").asString());
            assertThat(line.getAccounts())
                    .isEqualTo(rest.at("/" + i + "/accounts").asLong());
            assertThat(line.getBalance())
                    .isEqualTo(rest.at("/" + i + "/balance").asLong());
            assertThat(line.getDebitsMinusCredits())
                    .isEqualTo(rest.at("/" + i + "/debits_minus_credits").asLong());
            JsonNode held = rest.at("/" + i + "/held_debits_minus_credits");
            assertThat(line.hasHeldDebitsMinusCredits()).isEqualTo(!held.isNull());
            assertThat(line.getHeldDebitsMinusCredits()).isEqualTo(held.isNull() ? 0 : held.asLong());
        }
    }

    @Test
    void statements_page_by_page() {
        Instant from = DAY.plusSeconds(5 * 86_400);
        Instant to = DAY.plusSeconds(25 * 86_400);
        String known = booked.get(50);
        String query = "from=%s&to=%s&known_at=%s".formatted(from, to, known);
        Wire.GetStatementRequest.Builder request = Wire.GetStatementRequest.newBuilder()
                .setPath(WALLET)
                .setCurrency("inr")
                .setFrom(time(from))
                .setTo(time(to))
                .setKnownRow(known)
                .setLimit(7);
        long sum = 0;
        String cursor = "";
        boolean more = true;
        int movements = 0;
        while (more) {
            String after = cursor.isEmpty() ? "" : "&starting_after=" + cursor;
            Reply rest = bursar.get("/v1/accounts/" + accountId + "/statement?limit=7&" + query + after)
                    .expect(200);
            Wire.Statement rpc =
                    ledger().getStatement(request.setStartingAfter(cursor).build());
            for (String member : List.of("opening", "in", "out", "closing")) {
                Object value = rpc.getField(rpc.getDescriptorForType().findFieldByName(member));
                assertThat(value).as(member).isEqualTo(rest.at("/" + member).asLong());
            }
            assertThat(rpc.getKnownRow()).isEqualTo(rest.at("/known_at").asString());
            for (int i = 0; i < rpc.getMovementsCount(); i++) {
                JsonNode movement = rest.at("/movements/data/" + i);
                assertThat(rpc.getMovements(i).getId())
                        .isEqualTo(movement.at("/id").asString());
                assertThat(rpc.getMovements(i).getBalance())
                        .isEqualTo(movement.at("/balance").asLong());
                sum += rpc.getMovements(i).getChange();
            }
            more = rpc.getHasMore();
            assertThat(more).isEqualTo(rest.at("/movements/has_more").asBoolean());
            movements += rpc.getMovementsCount();
            cursor = rpc.getMovements(rpc.getMovementsCount() - 1).getId();
            assertThat(rpc.getOpening() + rpc.getIn() - rpc.getOut()).isEqualTo(rpc.getClosing());
            if (!more) {
                assertThat(rpc.getOpening() + sum).isEqualTo(rpc.getClosing());
            }
        }
        assertThat(movements).isGreaterThan(14);
    }

    @Test
    void bad_questions_are_refused_by_name() {
        Wire.GetBalanceRequest.Builder balance =
                Wire.GetBalanceRequest.newBuilder().setPath(WALLET).setCurrency("inr");
        Supplier<Wire.AsOf.Builder> asOf = Wire.AsOf::newBuilder;
        refused(
                "as_of[known_row]",
                () -> ledger().getBalance(balance.setAsOf(asOf.get().setKnownRow("tx_nothing"))
                        .build()));
        refused(
                "as_of[effective]",
                () -> ledger().getBalance(balance.setAsOf(
                                asOf.get().setEffective(Timestamp.newBuilder().setSeconds(-1)))
                        .build()));
        refused(
                "as_of[effective]",
                () -> ledger().getBalance(balance.setAsOf(
                                asOf.get().setEffective(Timestamp.newBuilder().setNanos(1)))
                        .build()));
        refused(
                "path",
                () -> ledger().getTotals(Wire.GetTotalsRequest.newBuilder()
                        .setPath("users")
                        .build()));
        Wire.GetStatementRequest.Builder statement =
                Wire.GetStatementRequest.newBuilder().setPath(WALLET).setCurrency("inr");
        refused(
                "to",
                () -> ledger().getStatement(statement
                        .clone()
                        .setFrom(time(DAY))
                        .setTo(time(DAY))
                        .build()));
        refused(
                "limit",
                () -> ledger().getStatement(statement.clone().setLimit(1_001).build()));
        refused(
                "starting_after",
                () -> ledger().getStatement(statement
                        .clone()
                        .setStartingAfter("ent_0000g0zzzzzzzd")
                        .build()));
        assertThatThrownBy(() -> ledger().getBalance(Wire.GetBalanceRequest.newBuilder()
                        .setPath("users/none/wallet")
                        .setCurrency("inr")
                        .build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        missing -> assertThat(missing.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }

    private static void refused(String param, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(refused.getTrailers().get(PARAM)).isEqualTo(param);
        });
    }
}
