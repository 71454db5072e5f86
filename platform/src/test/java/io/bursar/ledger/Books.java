package io.bursar.ledger;

import io.bursar.Reply;
import io.bursar.RunningBursar;

/** Money for tests: a chart that all of them share, and accounts with something in them. */
final class Books {
    private static final String CHART = """
            {"patterns":[
              {"path":"world","kind":"asset"},
              {"path":"fees","kind":"income"},
              {"path":"shops/{shop}","kind":"liability","floor":0},
              {"path":"users/{user}/wallet","kind":"liability","floor":0},
              {"path":"users/{user}/capped","kind":"liability","floor":0,"ceiling":1000},
              {"path":"users/{user}/rupees","kind":"liability","currencies":["inr"],"floor":0}]}
            """;

    private static boolean isDefined;

    private Books() {}

    static synchronized RunningBursar open() {
        RunningBursar bursar = RunningBursar.shared();
        if (!isDefined) {
            bursar.post("/v1/chart").json(CHART).expect(201);
            isDefined = true;
        }
        return bursar;
    }

    /** A new wallet with this much in it. */
    static String wallet(long minor) {
        String path = "users/" + RunningBursar.unique("u") + "/wallet";
        if (minor > 0) {
            transfer("world", path, minor).expect(201);
        }
        return path;
    }

    static Reply transfer(String debit, String credit, long minor) {
        return open().post("/v1/transactions")
                .key(RunningBursar.unique("key"))
                .json(legs(debit, credit, minor))
                .send();
    }

    static String legs(String debit, String credit, long minor) {
        return "{'legs':[{'debit':'%s','credit':'%s','amount':%d,'currency':'inr'}]}".formatted(debit, credit, minor);
    }

    static Reply balance(String path) {
        return open().get("/v1/balances?path=" + path + "&currency=inr").expect(200);
    }

    static long posted(String path) {
        return balance(path).at("/data/0/posted").asLong();
    }

    static String accountId(String path) {
        return open().get("/v1/accounts?path=" + path + "&currency=inr")
                .expect(200)
                .at("/data/0/id")
                .asString();
    }
}
