package io.bursar.console.pages;

import io.bursar.engine.AsOf;
import io.bursar.engine.LedgerReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two dates of a question about the past, as somebody wrote them: what counted by the end of one day, as the book
 * knew it at the end of another. Days are UTC's.
 *
 * @param action where the form leads, in the book that the page is about
 * @param under the folder that is added up; null: none is
 * @param at the effective day; empty: all days
 * @param known the recorded day; empty: now
 * @param day the effective day when it could be read
 * @param asOf what is asked; null: about now
 * @param problem what could not be read, in a sentence; empty: nothing
 */
record AsOfForm(
        String action,
        @Nullable String under,
        String at,
        String known,
        @Nullable LocalDate day,
        @Nullable AsOf asOf,
        String problem) {
    private static final String PROBLEM = "A day is written like 2026-11-21, from 1970 on.";

    static AsOfForm read(Visit visit, LedgerReader reader) {
        String at = visit.ask("at");
        String known = visit.ask("known");
        Optional<LocalDate> atDay = day(at);
        Optional<LocalDate> knownDay = day(known);
        boolean isWrong = (!at.isEmpty() && atDay.isEmpty()) || (!known.isEmpty() && knownDay.isEmpty());
        boolean isAsked = atDay.isPresent() || knownDay.isPresent();
        AsOf asOf = isAsked && !isWrong
                ? new AsOf(
                        atDay.map(AsOfForm::endOf).orElse(AsOf.END_OF_TIME),
                        knownDay.map(AsOfForm::endOf).map(reader.times()::seqAt).orElse(AsOf.LATEST))
                : null;
        return new AsOfForm(
                visit.path(),
                visit.wants("sum") ? visit.ask("under") : null,
                at,
                known,
                atDay.orElse(null),
                asOf,
                isWrong ? PROBLEM : "");
    }

    boolean isAboutNow() {
        return asOf == null;
    }

    /** What the figures are, in words. */
    String words() {
        String counted = day == null ? "Everything" : "What counted by the end of " + at;
        return counted + (known.isEmpty() ? ", as known now." : ", as known at the end of " + known + ".");
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minus(1, ChronoUnit.MICROS);
    }

    static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> day.getYear() >= 1970 && day.getYear() < 9999);
        } catch (DateTimeException notADay) {
            return Optional.empty();
        }
    }
}
