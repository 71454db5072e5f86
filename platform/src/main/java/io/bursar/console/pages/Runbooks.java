package io.bursar.console.pages;

import io.bursar.engine.doctor.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to do: the pages of docs/runbooks, which the build puts beside the program, and advice by check. */
final class Runbooks {
    private static final Pattern NAME = Pattern.compile("[a-z]{1,20}(-[a-z]{1,20}){0,5}");
    private static final Pattern PIECE =
            Pattern.compile("`(?<code>[^`]+)`|\\*\\*(?<strong>[^*]+)\\*\\*|\\*(?<name>[^*]+)\\*"
                    + "|\\[(?<link>[a-z-]+)]\\([a-z-]+\\.md\\)");

    private final Press press;

    Runbooks(Press press) {
        this.press = press;
    }

    /** A part of a page. */
    sealed interface Block {
        record Heading(List<Piece> pieces) implements Block {}

        record Paragraph(List<Piece> pieces) implements Block {}

        /** @param isNumbered whether the order matters */
        record Items(boolean isNumbered, List<List<Piece>> items) implements Block {}
    }

    /** Some words. */
    record Piece(Style style, String text) {
        enum Style {
            PLAIN,
            CODE,
            STRONG,
            /** What something is called elsewhere. */
            NAME,
            /** Another runbook. */
            LINK;

            private static final List<Style> MARKED = List.of(CODE, STRONG, NAME, LINK);
        }
    }

    record Runbook(List<Block> blocks) {}

    /** The runbook of what the doctor found. */
    static String of(Check check) {
        return check == Check.SUMS ? "ledger-imbalance" : "ledger-doctor-findings";
    }

    /** What to do first about a finding, by where the damage is. */
    static String advice(Check check) {
        return switch (check) {
            case ACCOUNT_CHECKPOINTS,
                    CLAIM_CHECKPOINTS,
                    SETTING_CHECKPOINT,
                    DAY_DELTAS,
                    KEY_FILTERS,
                    INDEXES,
                    SEARCH_INDEX,
                    SEALS ->
                "Derived data: the log itself is whole, and no money is wrong. Keep this report, and restore them from"
                        + " the log with the release that mends the cause.";
            case HASH_CHAIN ->
                "What is stored is not what was chained: a row or a batch was changed after the fact. Treat it as"
                        + " tampering or damaged storage. Stop writing to this book, keep a copy, and compare with the"
                        + " last export that verifies.";
            case SUMS ->
                "Debits and credits differ. Stop the writers of this book, keep a copy of the database, and book no"
                        + " correction before the cause is known.";
            case BOOK, POSITIONS, BATCHES, TIMES ->
                "The log has gaps or an order that it cannot have: rows or batches are missing, or were put in by hand."
                        + " Stop writing to this book and compare with the last backup whose doctor was clean.";
            default ->
                "A row does not follow from the rows before it. Treat it as tampering or a defect: stop writing to this"
                        + " book, keep a copy, and look at the row named here and at the transaction it belongs to.";
        };
    }

    Page show(Visit visit) {
        Optional<String> text = NAME.matcher(visit.thing()).matches() ? read(visit.thing()) : Optional.empty();
        return text.map(found -> {
                    List<Block> blocks = parse(found);
                    String title = visit.thing().replace('-', ' ');
                    return press.page(visit, "Runbook: " + title, "runbook", new Runbook(blocks));
                })
                .orElseGet(() -> press.missing(visit, "This runbook"));
    }

    private static Optional<String> read(String name) {
        try (@Nullable InputStream in = Runbooks.class.getResourceAsStream("/console/runbooks/" + name + ".md")) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Headings, paragraphs, lists, code and emphasis: what runbooks are written in, and no more. */
    static List<Block> parse(String text) {
        List<Block> blocks = new ArrayList<>();
        for (String part : text.strip().split("\n\\s*\n|\n(?=[-#] |\\d\\. )|(?<=:)\n(?=- )")) {
            String words = part.strip().replaceAll("\\s+", " ");
            boolean isNumbered = words.matches("\\d\\. .*");
            if (words.startsWith("#")) {
                blocks.add(new Block.Heading(pieces(words.replaceFirst("#+ ", ""))));
            } else if (isNumbered || words.startsWith("- ")) {
                addItem(blocks, isNumbered, pieces(words.substring(words.indexOf(' ') + 1)));
            } else if (!words.isEmpty()) {
                blocks.add(new Block.Paragraph(pieces(words)));
            }
        }
        return blocks;
    }

    private static void addItem(List<Block> blocks, boolean isNumbered, List<Piece> item) {
        if (!blocks.isEmpty()
                && blocks.getLast() instanceof Block.Items(boolean same, List<List<Piece>> items)
                && same == isNumbered) {
            items.add(item);
        } else {
            blocks.add(new Block.Items(isNumbered, new ArrayList<>(List.of(item))));
        }
    }

    private static List<Piece> pieces(String words) {
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(words);
        int at = 0;
        while (matcher.find()) {
            pieces.add(new Piece(Piece.Style.PLAIN, words.substring(at, matcher.start())));
            for (Piece.Style style : Piece.Style.MARKED) {
                String text = matcher.group(style.name().toLowerCase(Locale.ROOT));
                if (text != null) {
                    pieces.add(new Piece(style, text));
                }
            }
            at = matcher.end();
        }
        pieces.add(new Piece(Piece.Style.PLAIN, words.substring(at)));
        return pieces;
    }
}
