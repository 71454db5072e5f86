package io.bursar.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What customers buy in a day: times and amounts drawn from real-looking card transactions. */
final class ShopPurchases {
    private static final long LEAST_MINOR = 100;
    private static final long ROWS_MOST = 100_000;

    private ShopPurchases() {}

    /** How somebody pays, and what they do when they are asked. */
    enum Way {
        CARD,
        CARD_MANUAL,
        CARD_3DS,
        CARD_3DS_REFUSED,
        CARD_DECLINED,
        UPI,
        UPI_REFUSED;

        boolean isUpi() {
            return this == UPI || this == UPI_REFUSED;
        }
    }

    /** What follows a purchase. */
    enum After {
        NOTHING,
        REFUND,
        PART_REFUND,
        PROVIDER_REFUND,
        DISPUTE
    }

    /**
     * One purchase.
     *
     * @param second of the day
     * @param amountMinor in US cents, or paise for UPI
     */
    record Purchase(int number, int second, long amountMinor, Way way, After after) {
        String currency() {
            return way.isUpi() ? "inr" : "usd";
        }
    }

    private record Row(int second, long amountMinor) {}

    /** @param file of card transactions; null for the small sample that comes with the program */
    static List<Purchase> draw(int customers, long seed, @Nullable Path file) throws IOException {
        List<Row> rows = rows(file);
        SplittableRandom random = new SplittableRandom(seed);
        List<Purchase> purchases = new ArrayList<>(customers);
        for (int i = 0; i < customers; i++) {
            Row row = rows.get(random.nextInt(rows.size()));
            Way way = way(random.nextInt(100));
            After after = after(random.nextInt(100));
            purchases.add(new Purchase(i, row.second(), row.amountMinor(), way, after));
        }
        purchases.sort(Comparator.comparingInt(Purchase::second).thenComparingInt(Purchase::number));
        return purchases;
    }

    private static Way way(int percent) {
        if (percent < 40) {
            return Way.CARD;
        }
        if (percent < 55) {
            return Way.CARD_MANUAL;
        }
        if (percent < 67) {
            return Way.CARD_3DS;
        }
        if (percent < 70) {
            return Way.CARD_3DS_REFUSED;
        }
        return percent < 75 ? Way.CARD_DECLINED : percent < 96 ? Way.UPI : Way.UPI_REFUSED;
    }

    private static After after(int percent) {
        if (percent < 88) {
            return After.NOTHING;
        }
        return percent < 92
                ? After.REFUND
                : percent < 96 ? After.PART_REFUND : percent < 98 ? After.PROVIDER_REFUND : After.DISPUTE;
    }

    private static List<Row> rows(@Nullable Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            String[] names = Objects.requireNonNullElse(lines.readLine(), "").split(",", -1);
            int time = find(names, "time", "TX_DATETIME");
            int amount = find(names, "amount", "TX_AMOUNT");
            for (String line = lines.readLine(); line != null && rows.size() < ROWS_MOST; line = lines.readLine()) {
                String[] fields = line.split(",", -1);
                String clock = fields[time].substring(fields[time].length() - 8);
                int second = java.time.LocalTime.parse(clock).toSecondOfDay();
                long minor = new BigDecimal(fields[amount]).movePointRight(2).longValueExact();
                rows.add(new Row(second, Math.max(LEAST_MINOR, minor)));
            }
        }
        if (rows.isEmpty()) {
            throw new IOException("no transactions in " + file);
        }
        return rows;
    }

    private static InputStream open(@Nullable Path file) throws IOException {
        if (file == null) {
            return Objects.requireNonNull(ShopPurchases.class.getResourceAsStream("shop-day.csv"));
        }
        InputStream raw = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
    }

    private static int find(String[] names, String ours, String theirs) throws IOException {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(ours) || names[i].equals(theirs)) {
                return i;
            }
        }
        throw new IOException("the file has no column " + ours + " or " + theirs);
    }
}
