package io.bursar.metrics;

import io.bursar.RunningBursar;

/** A transaction that is booked and one that is refused, so that there is something to measure. */
final class Traffic {
    private static final String CHART = """
            {"patterns":[{"path":"world","kind":"asset"},{"path":"fees","kind":"income"},
              {"path":"shops/{shop}","kind":"liability","floor":0},
              {"path":"users/{user}/wallet","kind":"liability","floor":0},
              {"path":"users/{user}/capped","kind":"liability","floor":0,"ceiling":1000},
              {"path":"users/{user}/rupees","kind":"liability","currencies":["inr"],"floor":0}]}
            """;

    private Traffic() {}

    static void make(RunningBursar bursar) {
        bursar.post("/v1/chart").json(CHART).expect(201);
        String wallet = "users/" + RunningBursar.unique("measured") + "/wallet";
        transfer(bursar, "world", wallet, 201);
        transfer(bursar, wallet, "world", 201);
        transfer(bursar, wallet, "world", 402);
    }

    private static void transfer(RunningBursar bursar, String debit, String credit, int status) {
        bursar.post("/v1/transactions")
                .key(RunningBursar.unique("measured"))
                .json("{'legs':[{'debit':'%s','credit':'%s','amount':5,'currency':'inr'}]}".formatted(debit, credit))
                .expect(status);
    }
}
