package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.TransactionView;
import io.bursar.money.Currency;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How things look to people. */
final class Show {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);
    private static final char MINUS = '\u2212';

    private Show() {}

    /** A list's part. @param count how many are in it, as text; empty: nobody counts */
    record Tab(String name, String href, boolean isHere, String count) {}

    /** An amount of some currency. */
    record Sum(long minor, Currency currency) {}

    /** What a command moves or reserves in each currency. */
    static List<Sum> totals(TransactionView view) {
        Map<Currency, Long> sums = new TreeMap<>();
        view.legs().forEach(leg -> sums.merge(leg.debit().currency(), leg.amount(), Math::addExact));
        return sums.entrySet().stream()
                .map(sum -> new Sum(sum.getValue(), sum.getKey()))
                .toList();
    }

    /** What a command is called: one that transfers is a transaction. */
    static String title(EntryKind kind) {
        return kind == EntryKind.TRANSFER ? "Transaction" : title((Enum<?>) kind);
    }

    /** How long ago. */
    static String ago(Duration duration) {
        return duration.toSeconds() < 2 ? "just now" : span(duration) + " ago";
    }

    /** A part of a path, and where it leads. */
    record Crumb(String name, String href) {}

    /** An amount in major units with separators of thousands: {@code −1,234.50}. */
    static String amount(long minor, Currency currency) {
        int digits = currency.exponent();
        long unit = Math.round(Math.pow(10, digits));
        String text = String.format(Locale.ROOT, "%,d", Math.abs(minor / unit));
        if (digits > 0) {
            text += "." + String.format(Locale.ROOT, "%0" + digits + "d", Math.abs(minor % unit));
        }
        return minor < 0 ? MINUS + text : text;
    }

    /** The same with a plus before what is more than nothing. */
    static String change(long minor, Currency currency) {
        return minor > 0 ? "+" + amount(minor, currency) : amount(minor, currency);
    }

    static String unit(Currency currency) {
        return currency.isIso() ? currency.code().toUpperCase(Locale.ROOT) : currency.code();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** In UTC; the page's script shows it in the reader's zone where that is wanted. */
    static String time(Instant moment) {
        return TIME.format(moment) + " UTC";
    }

    static String iso(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MICROS).toString();
    }

    /** Rough: {@code 3 min}. */
    static String span(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }

    /** The place of a row in its book: {@code 1,234}. */
    static String row(long seq) {
        return count(LedgerId.position(seq));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String title(Enum<?> constant) {
        String word = word(constant);
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** Who sent a command. @param key of the command; null: it had none, and nobody is known */
    static String caller(Callers callers, @Nullable Key key) {
        if (key == null) {
            return "";
        }
        return key.caller() == 0
                ? "Bursar itself"
                : callers.names().getOrDefault(key.caller(), "caller") + " (no. " + key.caller() + ")";
    }

    /** The folders above something, and it. */
    static List<Crumb> crumbs(String path) {
        List<Crumb> crumbs = new ArrayList<>();
        int start = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            crumbs.add(
                    new Crumb(path.substring(start, slash), "/accounts?under=" + encode(path.substring(0, slash + 1))));
            start = slash + 1;
        }
        if (start < path.length()) {
            crumbs.add(new Crumb(path.substring(start), ""));
        }
        return crumbs;
    }

    /** The beginning of a hash, enough to tell two apart by eye. */
    static String brief(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) + "…" : hash;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
