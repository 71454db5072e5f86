package io.bursar.ledger;

import io.bursar.Request;
import io.bursar.RunningBursar;
import org.jspecify.annotations.Nullable;

/** How rows of {@link WrongRequestsTest} are written. */
abstract class WrongRequests {
    private static final String LEG = "{'legs':[{'debit':'world','credit':'fees','amount':5,'currency':'inr'%s}]%s}";

    final RunningBursar bursar = Books.open();

    record Wrong(
            String what,
            Request request,
            int status,
            String code,
            @Nullable String param) {}

    Wrong get(String path, String code, String param) {
        return wrong("GET " + path, bursar.get(path), code, param);
    }

    Wrong unauthorized(String authorization, String code) {
        Request request = bursar.get("/v1/chart").header("Authorization", authorization);
        return new Wrong("authorization " + authorization.split(" ", -1)[0] + " " + code, request, 401, code, null);
    }

    static Wrong unsupported(String what, Request request) {
        return new Wrong(what, request, 415, "content_type_unsupported", "Content-Type");
    }

    static Wrong wrong(String what, Request request, String code, String param) {
        return new Wrong(what, request, 400, code, param);
    }

    Request on(String path) {
        return bursar.post(path).key(RunningBursar.unique("wrong"));
    }

    Request post() {
        return on("/v1/transactions");
    }

    Request json(String text) {
        return post().json(text);
    }

    Request leg(String inside, String beside) {
        return json(LEG.formatted(inside, beside));
    }

    Request leg(String inside, String beside, String debit, String credit) {
        return json("{'legs':[{'debit':" + debit + ",'credit':" + credit + ",'amount':5,'currency':'inr'" + inside
                + "}]" + beside + "}");
    }

    Request amount(String amount) {
        return json("{'legs':[{'debit':'world','credit':'fees','currency':'inr','amount':" + amount + "}]}");
    }

    Request transfer(String debit, String credit, String currency) {
        return json("{'legs':[{'debit':'" + debit + "','credit':'" + credit + "','amount':5,'currency':'" + currency
                + "'}]}");
    }

    Request reference(String text) {
        return leg("", ",'reference':'" + text + "'");
    }

    Request metadata(String entries) {
        return leg("", ",'metadata':{" + entries + "}");
    }
}
