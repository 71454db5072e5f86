package io.bursar.disputes;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How long before a dispute's deadline people are told that nobody has answered. @param before one for each warning */
public record WarningTimes(List<Duration> before) {
    /** Three days before, and a day before. */
    public static final WarningTimes USUAL = new WarningTimes(List.of(Duration.ofHours(72), Duration.ofHours(24)));

    private static final String HOURS = "BURSAR_DISPUTE_WARNINGS";
    private static final int MOST = 5;
    private static final int HOURS_MAX = 720;

    public WarningTimes {
        before = List.copyOf(before);
    }

    /**
     * As the environment says: {@code BURSAR_DISPUTE_WARNINGS}, one to five numbers of hours, 1 to 720, with commas
     * between.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public static WarningTimes of(Map<String, String> environment) {
        String text = environment.getOrDefault(HOURS, "");
        if (text.isEmpty()) {
            return USUAL;
        }
        boolean isList = text.matches("[0-9]{1,3}(,[0-9]{1,3}){0," + (MOST - 1) + "}");
        List<Duration> before = isList
                ? Arrays.stream(text.split(",", -1))
                        .map(Long::parseLong)
                        .map(Duration::ofHours)
                        .toList()
                : List.of();
        boolean isFine = before.stream().allMatch(each -> !each.isZero() && each.toHours() <= HOURS_MAX);
        if (before.isEmpty() || !isFine) {
            throw new IllegalArgumentException(HOURS + " must be one to " + MOST + " whole numbers of hours from 1 to "
                    + HOURS_MAX + " with commas between, such as 72,24; got \"" + text + "\".");
        }
        return new WarningTimes(before);
    }
}
