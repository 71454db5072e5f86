package io.bursar.console;

import io.bursar.RunningBursar;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AsOf;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.money.PublicId;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A book with something of everything that the console shows. */
final class Shop {
    static final AccountRef WALLET = AccountRef.of("users/42/wallet", "inr");
    static final String REFERENCE = "UPI 403199871264";
    static final String KEY = "order-1007";
    static final int SALES = 60;

    private final RunningBursar bursar;
    private final Ledger ledger;
    private String reversed = "";

    private Shop(RunningBursar bursar) {
        this.bursar = bursar;
        this.ledger = bursar.bean(Ledger.class);
    }

    /** Somebody else's book, and what its accounts are called. */
    record Tenant(int number, String account, String transaction) {}

    /** Another book with a little in it. */
    Tenant tenant(String name) {
        String id = bursar.post("/v1/books")
                .json("{'name':'" + name + "'}")
                .expect(201)
                .id();
        String key = bursar.post("/v1/api_keys")
                .json("{'name':'first','book':'" + id + "','rights':['chart.write','transactions.write']}")
                .expect(201)
                .at("/secret")
                .asString();
        bursar.post("/v1/chart")
                .bearer(key)
                .json("{'patterns':[{'path':'cash','kind':'asset'},{'path':'guests/{guest}','kind':'liability'}]}")
                .expect(201);
        String transaction = bursar.post("/v1/transactions")
                .bearer(key)
                .key("first")
                .json("{'legs':[{'debit':'cash','credit':'guests/ines','amount':4200,'currency':'eur'}]}")
                .expect(201)
                .id();
        int number = LedgerId.book(PublicId.parse("tx", transaction).orElseThrow());
        Ledger theirs = bursar.bean(OpenBooks.class).of(number);
        long account = theirs.reader()
                .account(AccountRef.of("guests/ines", "eur"))
                .orElseThrow()
                .id();
        return new Tenant(number, Ids.account(account), transaction);
    }

    static Shop open(RunningBursar bursar) {
        Shop shop = new Shop(bursar);
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'bank/{name}','kind':'asset'},{'path':'equity/owners','kind':'equity'},"
                        + "{'path':'users/{user}/wallet','kind':'liability','floor':0},"
                        + "{'path':'users/{user}/points','kind':'liability','currencies':['coin']},"
                        + "{'path':'marketing/points','kind':'expense','currencies':['coin']},"
                        + "{'path':'shops/{shop}/payable','kind':'liability'},{'path':'fees/cards','kind':'income'}]}")
                .expect(201);
        shop.stock();
        for (int i = 1; i <= SALES; i++) {
            shop.sell(i);
        }
        return shop;
    }

    private void stock() {
        book(
                "equity",
                "'legs':[{'debit':'bank/main','credit':'equity/owners','amount':250000000,'currency':'inr'},"
                        + "{'debit':'bank/main','credit':'equity/owners','amount':9000000,'currency':'usd'}],"
                        + "'reference':'Capital 2026','effective_at':'2026-11-01T06:00:00Z'");
        book(
                "topup-1",
                "'legs':[{'debit':'bank/main','credit':'users/42/wallet','amount':12500000,'currency':'inr'}],"
                        + "'reference':'" + REFERENCE + "','metadata':{'channel':'upi','device':'android'},"
                        + "'effective_at':'2026-11-01T07:30:00Z'");
        book(
                "topup-2",
                "'legs':[{'debit':'bank/main','credit':'users/7/wallet','amount':150000,'currency':'inr'},"
                        + "{'debit':'marketing/points','credit':'users/7/points','amount':500,'currency':'coin'}]");
        book(
                "chargeback",
                "'legs':[{'debit':'users/7/wallet','credit':'bank/main','amount':425050,'currency':'inr'}],"
                        + "'fact':true,'reference':'Chargeback 9918'");
        for (String part : List.of("a", "b")) {
            book(
                    "batch-7" + part,
                    "'legs':[{'debit':'bank/main','credit':'shops/8/payable','amount':99900,'currency':'usd'}],"
                            + "'reference':'Batch 7'");
        }
        String mistaken = bursar.post("/v1/transactions")
                .key("mistaken")
                .json("{'legs':[{'debit':'bank/main','credit':'shops/8/payable','amount':75000,'currency':'usd'}],"
                        + "'reference':'Invoice 77'}")
                .expect(201)
                .id();
        reversed = mistaken;
        bursar.post("/v1/transactions/" + mistaken + "/reverse")
                .key("mistaken-back")
                .json("{'reference':'Invoice 77 was paid twice'}")
                .expect(201);
        bursar.post("/v1/periods")
                .key("october")
                .json("{'closed_before':'2026-11-01T00:00:00Z','reference':'October is done'}")
                .expect(201);
        String reserve = "{'currency':'inr','legs':[{'debit':'users/42/wallet','credit':'shops/9/payable','amount':";
        bursar.post("/v1/holds")
                .key("hold-1")
                .json(reserve
                        + "180000},{'debit':'users/42/wallet','credit':'fees/cards','amount':2000}],"
                        + "'expires_at':'2027-01-31T12:00:00Z','reference':'Order 2001'}")
                .expect(201);
        String hold = bursar.post("/v1/holds")
                .key("hold-2")
                .json(reserve + "50000}]}")
                .expect(201)
                .id();
        bursar.post("/v1/holds/" + hold + "/capture")
                .key("hold-2-capture")
                .json("{'amounts':[20000]}")
                .expect(201);
    }

    void sell(int number) {
        book(
                "order-" + (1_000 + number),
                "'legs':[{'debit':'users/42/wallet','credit':'shops/%d/payable','amount':%d,'currency':'inr'},"
                                .formatted(number % 3 + 7, 18_000 + number * 137)
                        + "{'debit':'users/42/wallet','credit':'fees/cards','amount':%d,'currency':'inr'}],"
                                .formatted(120 + number)
                        + "'effective_at':'2026-11-%02dT08:15:00Z','reference':'Order %d'"
                                .formatted(number % 20 + 1, 1_000 + number));
    }

    private void book(String key, String members) {
        bursar.post("/v1/transactions").key(key).json("{" + members + "}").expect(201);
    }

    /** A transaction of our own use case, with a business row. */
    String payment() {
        Terms terms = Terms.keyed(Key.derived("imports/cards/403199"))
                .withRiders(new Riders("payment pi_01kabcdefg", 7, List.of()))
                .withMetadata(Map.of("plan", "monthly"));
        Outcome outcome = ledger.submit(
                        new Command.Transact(List.of(Leg.of("bank/main", "users/42/wallet", 5_000, "inr")), terms))
                .join();
        return Ids.transaction(((Outcome.Applied) outcome).id());
    }

    String account(AccountRef ref) {
        return Ids.account(ledger.reader().account(ref).orElseThrow().id());
    }

    /** The posted balance by the end of a day, as people write it; of an account that has not a million. */
    String balanceAt(AccountRef ref, String day) {
        long account = ledger.reader().account(ref).orElseThrow().id();
        AsOf asOf = AsOf.effective(Instant.parse(day + "T23:59:59.999999Z"));
        long minor =
                ledger.reader().times().balance(account, asOf).orElseThrow().posted();
        String shown = NumberFormat.getNumberInstance(Locale.ROOT).format(Math.abs(minor) / 100);
        return (minor < 0 ? "\u2212" : "") + shown + "." + "%02d".formatted(Math.abs(minor % 100));
    }

    /** A transaction that was reversed. */
    String reversed() {
        return reversed;
    }

    /** The newest open hold. */
    String hold() {
        return Ids.hold(ledger.reader().openHolds(0, 1).getFirst().id());
    }
}
