package io.bursar.sandbox.bank;

import io.bursar.sandbox.faults.Mistakes;
import io.bursar.sandbox.world.World;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The merchant's bank: an account a currency, which begins empty. Days are those of UTC. */
public final class Bank {
    private final World world;
    private final Mistakes mistakes;
    private final Map<String, List<Entry>> accounts = new TreeMap<>();

    /** One line of a statement. */
    record Entry(LocalDate bookedOn, long number, Transfer transfer) {}

    /** @param mistakes what its statements get wrong */
    public Bank(World world, Mistakes mistakes) {
        this.world = world;
        this.mistakes = mistakes;
    }

    /** Books a transfer; called while a call is executed. */
    public void book(Transfer transfer) {
        List<Entry> entries = accounts.computeIfAbsent(transfer.currency(), _ -> new ArrayList<>());
        LocalDate today = Instant.ofEpochMilli(world.clock().nowMs())
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        entries.add(new Entry(today, entries.size() + 1L, transfer));
    }

    /** The currencies that there are accounts in. */
    public List<String> currencies() {
        return world.read(() -> List.copyOf(accounts.keySet()));
    }

    /** What an account's statement of a day says; empty days have one too. */
    public Statement statement(String currency, LocalDate day) {
        return world.read(() -> {
            List<Entry> all = accounts.getOrDefault(currency, List.of());
            long opening = all.stream()
                    .filter(entry -> entry.bookedOn().isBefore(day))
                    .mapToLong(entry -> entry.transfer().amountMinor())
                    .sum();
            List<Entry> today =
                    all.stream().filter(entry -> entry.bookedOn().equals(day)).toList();
            long closing = opening
                    + today.stream()
                            .mapToLong(entry -> entry.transfer().amountMinor())
                            .sum();
            List<Entry> shown = mistakes.in(
                    Mistakes.Report.BANK, today, entry -> entry.transfer().reference(), Bank::wronged);
            return new Statement(currency, day, new Statement.Balances(opening, closing), shown);
        });
    }

    private static Entry wronged(Entry entry, Mistakes.Kind kind) {
        Transfer was = entry.transfer();
        long amount =
                switch (kind) {
                    case AMOUNT_OFF -> was.amountMinor() + 1;
                    case WRONG_SIGN -> -was.amountMinor();
                    default -> was.amountMinor();
                };
        String reference = kind == Mistakes.Kind.WRONG_REFERENCE ? Mistakes.misread(was.reference()) : was.reference();
        return new Entry(
                entry.bookedOn(),
                entry.number(),
                new Transfer(was.from(), was.currency(), amount, reference, was.text()));
    }
}
