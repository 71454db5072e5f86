package io.bursar.bench;

import bursar.ledger.v1.LedgerGrpc;
import bursar.ledger.v1.Wire;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.postgres.PrivateServer;
import io.bursar.postgres.TestDatabases;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Ingest by gRPC, single transfers with random keys, beside the engine fed in its own process with the same. */
final class GrpcBench {
    private static final int ACCOUNTS = 10_000;
    private static final int[] MESSAGE_COMMANDS = {1_000, 100, 10};
    private static final int IN_FLIGHT = 3;
    private static final int BATCH = 8_000;

    private final Bench.Options options;
    private final Results results;

    GrpcBench(Bench.Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    void run() throws Exception {
        int transfers = options.quick() ? 400_000 : 3_000_000;
        double engine = engine(transfers);
        results.fact("engine in its own process, " + transfers + " transfers", engine, "tx/s");
        try (ServiceProcess service = new ServiceProcess()) {
            service.defineChart();
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", service.grpcPort())
                    .usePlaintext()
                    .build();
            try {
                Stream.run(channel, service.key(), openings(), 1_000);
                Stream.run(channel, service.key(), transfers(7, transfers / 4), 1_000);
                for (int commands : MESSAGE_COMMANDS) {
                    double rate = rate(channel, service, commands, transfers);
                    String name = "gRPC, " + commands + " commands a message";
                    if (commands == 1_000) {
                        results.ratio(name, rate, "tx/s", new Results.AtLeast(0.7, engine));
                    } else {
                        results.fact(name, rate, "tx/s");
                    }
                }
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static double rate(ManagedChannel channel, ServiceProcess service, int commands, int transfers)
            throws Exception {
        int some = commands == 1_000 ? transfers : transfers / (commands == 100 ? 4 : 20);
        List<Wire.Command> made = transfers(commands, some);
        long begun = System.nanoTime();
        Stream.run(channel, service.key(), made, commands);
        return some / ((System.nanoTime() - begun) / 1e9);
    }

    private static List<Wire.Command> openings() {
        List<Wire.Command> commands = new ArrayList<>(ACCOUNTS);
        for (int i = 0; i < ACCOUNTS; i++) {
            commands.add(transfer("world", "users/" + i + "/wallet", 1_000_000));
        }
        return commands;
    }

    private static List<Wire.Command> transfers(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Wire.Command> commands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            commands.add(transfer("users/" + from + "/wallet", "users/" + to + "/wallet", 1));
        }
        return commands;
    }

    private static Wire.Command transfer(String from, String to, long amount) {
        return Wire.Command.newBuilder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .setTransaction(Wire.NewTransaction.newBuilder()
                        .addLegs(Wire.Leg.newBuilder()
                                .setDebit(from)
                                .setCredit(to)
                                .setAmount(amount)
                                .setCurrency("inr")))
                .build();
    }

    /** One stream that is written as fast as it is taken. */
    private static final class Stream implements ClientResponseObserver<Wire.SubmitRequest, Wire.SubmitResponse> {
        private final List<Wire.Command> commands;
        private final int each;
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private int sent;
        private int answered;

        private Stream(List<Wire.Command> commands, int each) {
            this.commands = commands;
            this.each = each;
        }

        static void run(ManagedChannel channel, String key, List<Wire.Command> commands, int each) throws Exception {
            Stream stream = new Stream(commands, each);
            LedgerGrpc.newStub(channel).withCallCredentials(new Bearer(key)).ingest(stream);
            int answered = stream.ended.get();
            if (answered != commands.size()) {
                throw new IllegalStateException(answered + " of " + commands.size() + " were answered");
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Wire.SubmitRequest> requests) {
            requests.setOnReadyHandler(() -> write(requests));
        }

        private void write(ClientCallStreamObserver<Wire.SubmitRequest> requests) {
            while (requests.isReady() && sent < commands.size()) {
                int end = Math.min(commands.size(), sent + each);
                requests.onNext(Wire.SubmitRequest.newBuilder()
                        .addAllCommands(commands.subList(sent, end))
                        .build());
                sent = end;
                if (sent == commands.size()) {
                    requests.onCompleted();
                }
            }
        }

        @Override
        public void onNext(Wire.SubmitResponse response) {
            for (Wire.Outcome outcome : response.getOutcomesList()) {
                if (outcome.hasError()) {
                    throw new IllegalStateException("refused: " + outcome.getError());
                }
            }
            answered += response.getOutcomesCount();
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(answered);
        }
    }

    /** Sends the key with the call. */
    private static final class Bearer extends CallCredentials {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
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

    // ---- the engine alone

    private static double engine(int transfers) throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServerAsInService();
                HikariDataSource database = source(server)) {
            try (Connection connection = database.getConnection()) {
                LedgerSchema.install(connection);
            }
            try (Ledger ledger = Ledger.open(LedgerConfig.of(database, 1))) {
                ledger.submit(new Command.DefineChart(
                                new Chart(List.of(
                                        Chart.Pattern.of("world", AccountKind.ASSET),
                                        Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY))),
                                Terms.NONE))
                        .get();
                push(ledger, openings());
                push(ledger, transfers(7, transfers / 4));
                List<Wire.Command> made = transfers(8, transfers);
                long begun = System.nanoTime();
                push(ledger, made);
                return transfers / ((System.nanoTime() - begun) / 1e9);
            }
        }
    }

    private static void push(Ledger ledger, List<Wire.Command> commands) throws Exception {
        ArrayDeque<CompletableFuture<List<Outcome>>> inFlight = new ArrayDeque<>();
        for (int start = 0; start < commands.size(); start += BATCH) {
            List<Command> batch = commands.subList(start, Math.min(commands.size(), start + BATCH)).stream()
                    .map(GrpcBench::command)
                    .toList();
            inFlight.add(ledger.submitAll(batch, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(5)));
            if (inFlight.size() >= IN_FLIGHT) {
                inFlight.remove().get();
            }
        }
        for (CompletableFuture<List<Outcome>> left : inFlight) {
            left.get();
        }
    }

    private static Command command(Wire.Command sent) {
        Wire.Leg leg = sent.getTransaction().getLegs(0);
        return new Command.Transact(
                List.of(Leg.of(leg.getDebit(), leg.getCredit(), leg.getAmount(), leg.getCurrency())),
                Terms.keyed(Key.external(1, sent.getIdempotencyKey())));
    }

    private static HikariDataSource source(PrivateServer server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setUsername(server.user());
        config.setPassword(server.password());
        return new HikariDataSource(config);
    }
}
