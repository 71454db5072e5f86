package io.bursar.books;

import java.time.Duration;

/**
 * When the doctor looks, and how hard it works.
 *
 * @param firstAfter from the start to the first look
 * @param between from the end of a look to the next one
 * @param percent of the time that a look may work, 1 to 100
 */
record DoctorSchedule(Duration firstAfter, Duration between, int percent) {
    static final DoctorSchedule USUAL = new DoctorSchedule(Duration.ofSeconds(20), Duration.ofMinutes(5), 20);
}
