package io.bursar.sandbox.bank;

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
    private final Map<String, List<Entry>> accounts = new TreeMap<>();

    /** One line of a statement. */
    record Entry(LocalDate bookedOn, long number, Transfer transfer) {}

    public Bank(World world) {
        this.world = world;
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
            return new Statement(currency, day, opening, today);
        });
    }
}
