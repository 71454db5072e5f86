package io.bursar.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code bench ledger|rows|api|grpc|payments|shop-day [--quick] [--json FILE]}. */
public final class Bench {
    private Bench() {}

    /**
     * @param json where results are written as well; null: only printed
     * @param quick small sizes that end within a minute
     * @param only runs only cases whose name contains it; empty: all
     */
    record Options(
            boolean quick,
            @org.jspecify.annotations.Nullable Path json,
            long rows,
            String only) {}

    public static void main(String[] args) throws Exception {
        List<String> rest = Arrays.asList(args);
        if (rest.isEmpty() || rest.contains("--help")) {
            System.out.println(HELP);
            return;
        }
        Options options = options(rest.subList(1, rest.size()));
        Results results = new Results(rest.getFirst());
        switch (rest.getFirst()) {
            case "ledger" -> new LedgerBench(options, results).run();
            case "rows" -> new RowBench(options, results).run();
            case "grpc" -> new GrpcBench(options, results).run();
            case "api" -> new ApiBench(options, results).run();
            case "payments" -> new PaymentsBench(options, results).run();
            case "shop-day" -> {
                boolean agree = new ShopDay(ShopDay.Plan.of(rest.subList(1, rest.size())), results).run();
                finish(results, options);
                System.exit(agree ? 0 : 1);
            }
            default -> {
                System.err.println("unknown benchmark " + rest.getFirst() + "\n" + HELP);
                System.exit(2);
            }
        }
        finish(results, options);
        System.exit(0);
    }

    private static void finish(Results results, Options options) throws IOException {
        results.print(System.out);
        Path json = options.json();
        if (json != null) {
            results.write(json);
        }
    }

    private static Options options(List<String> args) {
        boolean quick = args.contains("--quick");
        return new Options(
                quick,
                value(args, "--json") == null ? null : Path.of(java.util.Objects.requireNonNull(value(args, "--json"))),
                Long.parseLong(
                        java.util.Objects.requireNonNullElse(value(args, "--rows"), quick ? "400000" : "10000000")),
                java.util.Objects.requireNonNullElse(value(args, "--only"), ""));
    }

    private static @org.jspecify.annotations.Nullable String value(List<String> args, String name) {
        int at = args.indexOf(name);
        return at >= 0 && at + 1 < args.size() ? args.get(at + 1) : null;
    }

    private static final String HELP = """
            bench ledger   the engine beside a bare COPY of its rows and one-transfer-per-transaction row locking
            bench rows     what each column of the log and each index costs
            bench grpc     ingest by the stream, beside the engine fed in its own process
            bench api      REST, one transfer a request, at 1, 16 and 64 connections
            bench payments create, confirm and capture by card, at 1, 16 and 64 connections, without and with webhooks
            bench shop-day a day at a shop under faults; exit status 1 when the three witnesses do not agree
                           (--customers N, --seed N, --faults SHARE, --file CSV of card transactions,
                           --patience SECONDS in which the shop asks for what has not ended, twice)
              --quick        small sizes, within 60 s
              --rows N       transfers of the main run (default 10,000,000)
              --only TEXT    only cases whose name contains TEXT: "10 k accounts", analyst, ...
              --json FILE    also write [{name, value, unit, baseline, ratio, bar, met}]
            Everything runs on this machine's loopback, on a PostgreSQL of its own that is removed afterwards.""";
}
