package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a command is well formed, by itself and its time: the second step of the order of refusal. */
final class ModelForm {
    private static final long MOST = (1L << 53) - 1;
    private static final long AMOUNT_MOST = 1_000_000_000_000_000L;

    private ModelForm() {}

    /** The first parameter that is wrong, or null. */
    static @Nullable String firstWrong(Command command, Instant at) {
        Terms terms = command.terms();
        if (terms.key() != null && !isKey(terms.key().text())) {
            return "key";
        }
        String own = ownWrong(command);
        if (own != null) {
            return own;
        }
        if (terms.reference() != null && !isText(terms.reference(), 500)) {
            return "reference";
        }
        if (!isMetadata(terms.metadata())) {
            return "metadata";
        }
        Instant effective = terms.effectiveAt();
        if (effective != null
                && (effective.isBefore(Instant.EPOCH) || effective.isAfter(at.plus(Duration.ofDays(1))))) {
            return "effective_at";
        }
        if (command instanceof Command.Hold hold
                && hold.expiresAt() != null
                && (!hold.expiresAt().isAfter(at) || hold.expiresAt().isAfter(at.plus(Duration.ofDays(3_660))))) {
            return "expires_at";
        }
        if (command instanceof Command.ClosePeriod close && close.before().isAfter(at)) {
            return "before";
        }
        if (command instanceof Command.ReopenPeriod reopen
                && reopen.before() != null
                && reopen.before().isAfter(at)) {
            return "before";
        }
        return null;
    }

    private static @Nullable String ownWrong(Command command) {
        return switch (command) {
            case Command.Transact transact -> legsWrong(transact.legs());
            case Command.Hold hold -> legsWrong(hold.legs());
            case Command.Capture capture -> partWrong(capture.part());
            case Command.Release release -> null;
            case Command.Reverse reverse -> {
                String wrong = partWrong(reverse.part());
                yield wrong == null && reverse.part() instanceof Command.Part.Share ? "part" : wrong;
            }
            case Command.DefineChart define -> chartWrong(define.chart());
            case Command.SetLimits limits -> {
                if (!isPath(limits.account().path())) {
                    yield "account";
                }
                yield limitsWrong(limits.floor(), limits.ceiling());
            }
            case Command.SetStatus status -> isPath(status.account().path()) ? null : "account";
            case Command.SetMetadata metadata -> {
                if (!isPath(metadata.account().path())) {
                    yield "account";
                }
                yield isMetadata(metadata.entries()) ? null : "entries";
            }
            case Command.ClosePeriod close -> null;
            case Command.ReopenPeriod reopen -> null;
        };
    }

    private static @Nullable String legsWrong(List<Leg> legs) {
        if (legs.isEmpty() || legs.size() > 1_000) {
            return "legs";
        }
        for (int i = 0; i < legs.size(); i++) {
            String field = legWrong(legs.get(i));
            if (field != null) {
                return "legs[" + i + "]." + field;
            }
        }
        return null;
    }

    private static @Nullable String legWrong(Leg leg) {
        String rest = leg.rest();
        if (!isPath(leg.debit())) {
            return "debit";
        }
        if (!isPath(leg.credit())) {
            return "credit";
        }
        if (rest != null && (!isPath(rest) || leg.extent() != Leg.Extent.UP_TO)) {
            return "rest";
        }
        if (leg.debit().equals(leg.credit())) {
            return "credit";
        }
        if (rest != null && (rest.equals(leg.debit()) || rest.equals(leg.credit()))) {
            return "rest";
        }
        return leg.amount() < 1 || leg.amount() > AMOUNT_MOST ? "amount" : null;
    }

    private static @Nullable String partWrong(Command.Part part) {
        return switch (part) {
            case Command.Part.All all -> null;
            case Command.Part.Share share ->
                share.millionths() < 1 || share.millionths() > 1_000_000 ? "part.millionths" : null;
            case Command.Part.Amounts amounts -> {
                boolean some = false;
                for (int i = 0; i < amounts.amounts().size(); i++) {
                    long amount = amounts.amounts().get(i);
                    if (amount < 0 || amount > AMOUNT_MOST) {
                        yield "part.amounts[" + i + "]";
                    }
                    some |= amount > 0;
                }
                yield amounts.amounts().size() > 2_000 || !some ? "part.amounts" : null;
            }
        };
    }

    private static @Nullable String chartWrong(Chart chart) {
        if (chart.patterns().isEmpty() || chart.patterns().size() > 1_000) {
            return "chart";
        }
        for (int i = 0; i < chart.patterns().size(); i++) {
            Chart.Pattern pattern = chart.patterns().get(i);
            for (String segment : pattern.path().split("/", -1)) {
                boolean open = segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}");
                if (!isPath(open ? segment.substring(1, segment.length() - 1) : segment)) {
                    return "chart.patterns[" + i + "].path";
                }
            }
            if (pattern.floor() != null && pattern.ceiling() != null && pattern.floor() > pattern.ceiling()) {
                return "chart.patterns[" + i + "].floor";
            }
        }
        return null;
    }

    private static @Nullable String limitsWrong(@Nullable Long floor, @Nullable Long ceiling) {
        if (floor != null && (floor > MOST || floor < -MOST)) {
            return "floor";
        }
        if (ceiling != null && (ceiling > MOST || ceiling < -MOST)) {
            return "ceiling";
        }
        return floor != null && ceiling != null && floor > ceiling ? "floor" : null;
    }

    private static boolean isMetadata(Map<String, String> metadata) {
        if (metadata.size() > 50) {
            return false;
        }
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            if (entry.getKey().isEmpty() || !isText(entry.getKey(), 40) || !isText(entry.getValue(), 500)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(String text, int longest) {
        if (text.length() > longest) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 32 || text.charAt(i) == 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKey(String text) {
        return !text.isEmpty() && isText(text, 255);
    }

    static boolean isPath(String path) {
        if (path.isEmpty() || path.length() > AccountRef.PATH_LENGTH_MAX) {
            return false;
        }
        char before = '/';
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_.:@-".indexOf(c) >= 0;
            if (!plain && (c != '/' || before == '/')) {
                return false;
            }
            before = c;
        }
        return before != '/';
    }
}
