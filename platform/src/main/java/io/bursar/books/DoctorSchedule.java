package io.bursar.books;

import java.time.Duration;
import java.util.Map;

/**
 * When the doctor looks by itself, and how hard it works. Looks that somebody asks for do not rest.
 *
 * @param firstAfter from the start to the first look; less than {@code between}
 * @param between from the end of a look to the next one; {@link Duration#ZERO}: it looks only when asked
 * @param percent of the time that a look may work, 1 to 100
 */
public record DoctorSchedule(Duration firstAfter, Duration between, int percent) {
    /** Every five minutes, at a fifth of its speed. */
    public static final DoctorSchedule USUAL = new DoctorSchedule(Duration.ofSeconds(20), Duration.ofMinutes(5), 20);

    /** Only when somebody asks. */
    public static final DoctorSchedule ONLY_ASKED = new DoctorSchedule(Duration.ZERO, Duration.ZERO, 20);

    private static final String EVERY = "BURSAR_DOCTOR_EVERY";
    private static final String PERCENT = "BURSAR_DOCTOR_PERCENT";

    /**
     * As the environment says: {@code BURSAR_DOCTOR_EVERY} in minutes, 1 to 10080, or {@code off}; {@code
     * BURSAR_DOCTOR_PERCENT}, 1 to 100.
     *
     * @throws IllegalArgumentException with a message for the operator
     */
    public static DoctorSchedule of(Map<String, String> environment) {
        int percent = number(environment, PERCENT, USUAL.percent(), 100);
        if (environment.getOrDefault(EVERY, "").equals("off")) {
            return new DoctorSchedule(Duration.ZERO, Duration.ZERO, percent);
        }
        int minutes = number(environment, EVERY, (int) USUAL.between().toMinutes(), 7 * 24 * 60);
        return new DoctorSchedule(USUAL.firstAfter(), Duration.ofMinutes(minutes), percent);
    }

    private static int number(Map<String, String> environment, String name, int usual, int max) {
        String text = environment.getOrDefault(name, "");
        if (text.isEmpty()) {
            return usual;
        }
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > max) {
            String orOff = name.equals(EVERY) ? " minutes, or off" : "";
            throw new IllegalArgumentException(
                    name + " must be a whole number from 1 to " + max + orOff + ", got \"" + text + "\".");
        }
        return number;
    }

    /** Whether it looks without being asked. */
    public boolean looksByItself() {
        return !between.isZero();
    }
}
