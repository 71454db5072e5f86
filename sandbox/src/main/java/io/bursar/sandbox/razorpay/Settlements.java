package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.bank.Transfer;
import io.bursar.sandbox.faults.Mistakes;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Each midnight in India what was captured two days before, less refunds since, goes to the merchant's bank. */
final class Settlements {
    private static final ZoneId INDIA = ZoneId.of("Asia/Kolkata");
    private static final long DAYS = 2;

    private final Payments payments;
    private final Mistakes mistakes;
    private final Shelf<Settlement> settlements = new Shelf<>();
    private final List<ReconRow> rows = new ArrayList<>();
    private final List<Consumer<Transfer>> bank = new ArrayList<>(1);
    private List<Payment> captured = new ArrayList<>();
    private List<Refund> sent = new ArrayList<>();
    /** Disputes that took money, and are not settled yet. */
    private List<Dispute> lost = new ArrayList<>();

    private long lookedAt = -1;
    /** Seen, and neither captured nor given back yet. */
    private final List<Payment> open = new ArrayList<>();

    private int seenPayments;
    private int seenRefunds;

    /** What reached the bank at once. */
    record Settlement(String id, long createdAt, long amount, long fees, long tax, String utr) implements Entity {
        @Override
        public String kind() {
            return "settlement";
        }

        @Override
        public void render(JsonWriter json) {
            json.open()
                    .put("id", id)
                    .put("entity", "settlement")
                    .put("amount", amount)
                    .put("status", "processed");
            json.put("fees", fees)
                    .put("tax", tax)
                    .put("utr", utr)
                    .put("created_at", createdAt)
                    .close();
        }
    }

    Settlements(Payments payments, Mistakes mistakes) {
        this.payments = payments;
        this.mistakes = mistakes;
        scheduleNext();
    }

    void hear(Consumer<Transfer> listener) {
        bank.add(listener);
    }

    private LocalDate today() {
        return Instant.ofEpochSecond(payments.now()).atZone(INDIA).toLocalDate();
    }

    private void scheduleNext() {
        long midnight = today().plusDays(1).atStartOfDay(INDIA).toEpochSecond();
        payments.world().at(midnight * 1000, this::settle);
    }

    private void settle() {
        collect();
        long before = today().minusDays(DAYS - 1).atStartOfDay(INDIA).toEpochSecond();
        List<Payment> due =
                captured.stream().filter(each -> each.createdAt() < before).toList();
        long credit = due.stream().mapToLong(each -> each.amount - each.fee).sum();
        long debit = sent.stream().mapToLong(each -> each.amount).sum()
                + lost.stream().mapToLong(each -> each.deducted).sum();
        if (credit > debit) {
            long fees = due.stream().mapToLong(each -> each.fee).sum();
            long tax = due.stream().mapToLong(each -> each.tax).sum();
            String utr = payments.now() + payments.world().ids().next("", 6);
            Settlement settlement =
                    new Settlement(payments.id("setl_"), payments.now(), credit - debit, fees, tax, utr);
            settlements.add(settlement);
            due.forEach(each -> rows.add(ReconRow.of(settlement, each)));
            due.forEach(each -> each.settlementId = settlement.id());
            sent.forEach(each -> rows.add(ReconRow.of(settlement, each)));
            sent.forEach(each -> each.settlementId = settlement.id());
            captured = new ArrayList<>(
                    captured.stream().filter(each -> !due.contains(each)).toList());
            lost.forEach(each -> rows.add(ReconRow.of(settlement, each, payments.id("adj_"))));
            sent = new ArrayList<>();
            lost = new ArrayList<>();
            payments.notifier().tell("settlement.processed", settlement);
            Transfer transfer =
                    new Transfer("RAZORPAY", "INR", settlement.amount(), utr, "RAZORPAY SETTLEMENT " + settlement.id());
            bank.forEach(listener -> listener.accept(transfer));
        }
        scheduleNext();
    }

    /** What was captured and sent back since; refunds of what was never captured move nothing of the merchant's. */
    private void collect() {
        List<Payment> all = payments.payments.all();
        captured.addAll(waiting(all));
        seenPayments = all.size();
        for (Refund refund : payments.refunds
                .all()
                .subList(seenRefunds, payments.refunds.all().size())) {
            if (refund.payment.wasCaptured) {
                sent.add(refund);
            }
        }
        seenRefunds = payments.refunds.all().size();
        for (Dispute dispute : payments.disputes().all()) {
            if (dispute.deductedAt > lookedAt && dispute.deducted > 0) {
                lost.add(dispute);
            }
        }
        lookedAt = payments.now();
    }

    /** Payments that were captured since the last look; those that are not yet stay on the list. */
    private List<Payment> waiting(List<Payment> all) {
        open.addAll(all.subList(seenPayments, all.size()));
        List<Payment> taken = open.stream().filter(each -> each.wasCaptured).toList();
        open.removeIf(each -> each.wasCaptured || each.status.equals(Payment.REFUNDED));
        return taken;
    }

    HttpAnswer answer(String route, String id, Body query) {
        return switch (route) {
            case "GET" -> settlements.list(query, _ -> true);
            case "GET id" -> HttpAnswer.json(200, settlements.get(id).bytes());
            case "GET id/combined" -> report(query);
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private HttpAnswer report(Body query) {
        LocalDate first = first(query);
        LocalDate end = query.text("day") == null ? first.plusMonths(1) : first.plusDays(1);
        long from = first.atStartOfDay(INDIA).toEpochSecond();
        long to = end.atStartOfDay(INDIA).toEpochSecond();
        long count = query.integer("count", 10);
        if (count < 1 || count > 1000) {
            throw RazorpayProblem.field("count", "The count must be at least 1.");
        }
        List<ReconRow> those = rows.stream()
                .filter(row -> row.settledAt() >= from && row.settledAt() < to)
                .toList();
        List<ReconRow> shown =
                mistakes.in(Mistakes.Report.RAZORPAY, those, ReconRow::entityId, ReconRow::wronged).stream()
                        .skip(Math.max(0, query.integer("skip", 0)))
                        .limit(count)
                        .toList();
        JsonWriter json = new JsonWriter().open().put("entity", "collection").put("count", shown.size());
        json.openList("items");
        shown.forEach(row -> row.render(json));
        return HttpAnswer.json(200, json.closeList().close().toBytes());
    }

    private static LocalDate first(Body query) {
        query.require("year");
        query.require("month");
        try {
            int year = Math.toIntExact(query.integer("year", 0));
            int month = Math.toIntExact(query.integer("month", 0));
            int day = Math.toIntExact(query.integer("day", 1));
            return LocalDate.of(year, month, day);
        } catch (DateTimeException | ArithmeticException e) {
            throw RazorpayProblem.field("month", "The month is not a valid month.");
        }
    }
}
