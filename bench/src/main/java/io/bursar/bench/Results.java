package io.bursar.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures of one run, printed as they come and as a table at the end. */
final class Results {
    /**
     * @param baseline what the value is compared with, in the same unit and run; null: nothing
     * @param bar what the ratio (with a baseline) or the value (without) has to reach
     * @param met whether it did; null: there is no bar
     */
    record Result(
            String name,
            double value,
            String unit,
            @Nullable Double baseline,
            @Nullable Double ratio,
            @Nullable String bar,
            @Nullable Boolean met) {}

    private final String title;
    private final List<Result> results = new ArrayList<>();

    Results(String title) {
        this.title = title;
    }

    void fact(String name, double value, String unit) {
        add(new Result(name, value, unit, null, null, null, null));
    }

    void atMost(String name, double value, String unit, double bar) {
        add(new Result(name, value, unit, null, null, "<= " + number(bar) + " " + unit, value <= bar));
    }

    void atLeast(String name, double value, String unit, double bar) {
        add(new Result(name, value, unit, null, null, ">= " + number(bar) + " " + unit, value >= bar));
    }

    /** A share of what another way of doing the same reaches. */
    record AtLeast(double share, double of) {}

    void ratio(String name, double value, String unit, AtLeast bar) {
        double ratio = value / bar.of();
        String text = String.format(Locale.ROOT, ">= %.0f %%", bar.share() * 100);
        add(new Result(name, value, unit, bar.of(), ratio, text, ratio >= bar.share()));
    }

    private void add(Result result) {
        results.add(result);
        System.out.println("  " + line(result));
    }

    private static String line(Result result) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-58s %12s %-6s", result.name(), number(result.value()), result.unit()));
        Double ratio = result.ratio();
        if (ratio != null) {
            text.append(String.format(
                    Locale.ROOT,
                    " %5.1f %% of %s",
                    ratio * 100,
                    number(java.util.Objects.requireNonNull(result.baseline()))));
        }
        if (result.bar() != null) {
            text.append("  bar ").append(result.bar()).append(Boolean.TRUE.equals(result.met()) ? "  met" : "  MISSED");
        }
        return text.toString();
    }

    private static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%nbench %s, %s, %d processors, Java %s%n",
                title,
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        results.forEach(result -> out.println("  " + line(result)));
    }

    void write(Path file) throws IOException {
        StringBuilder json = new StringBuilder("[\n");
        for (Result result : results) {
            json.append(String.format(
                    Locale.ROOT,
                    "  {\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\", \"baseline\": %s, \"ratio\": %s,"
                            + " \"bar\": %s, \"met\": %s},%n",
                    result.name(),
                    result.value(),
                    result.unit(),
                    result.baseline() == null ? "null" : String.format(Locale.ROOT, "%.3f", result.baseline()),
                    result.ratio() == null ? "null" : String.format(Locale.ROOT, "%.4f", result.ratio()),
                    result.bar() == null ? "null" : '"' + result.bar() + '"',
                    result.met()));
        }
        if (!results.isEmpty()) {
            json.setLength(json.lastIndexOf(","));
        }
        Files.writeString(file, json.append("\n]\n"));
    }
}
