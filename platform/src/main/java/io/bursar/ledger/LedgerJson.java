package io.bursar.ledger;

import io.bursar.api.JsonOut;
import io.bursar.api.Rendering;
import io.bursar.engine.AccountView;
import io.bursar.engine.HoldView;
import io.bursar.engine.TransactionView;
import java.nio.charset.StandardCharsets;

/** The ledger's objects as the API answers them, for pages that show them to people. */
public final class LedgerJson {
    private LedgerJson() {}

    public static String transaction(TransactionView view) {
        return text(out -> Renderings.transaction(out, view));
    }

    public static String hold(HoldView view) {
        return text(out -> Renderings.hold(out, view));
    }

    public static String account(AccountView view) {
        return text(out -> Renderings.account(out, view));
    }

    private static String text(Rendering rendering) {
        return new String(JsonOut.render(rendering, "", ""), StandardCharsets.UTF_8);
    }
}
