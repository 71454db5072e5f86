package io.bursar.verify;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Verifies an exported book; needs nothing but a JDK: {@code java Verify.java FILE} in this directory will do. The exit
 * status is 0 when the book is whole, 1 when it was tampered with, 2 for a wrong call.
 */
public final class Verify {
    private static final String USAGE = """
            Usage: ./bursar verify FILE [--checkpoint FILE]... [--key KEY]

            Verifies an exported book (JSON lines, packed with gzip or not) without a database: every row against the
            chain of hashes, and the chain against signed checkpoints. Says what was tampered with and where.

              --checkpoint FILE   a checkpoint that was exported earlier, and kept elsewhere; may be given several times
              --key KEY           the public key that must have signed, as ./bursar export checkpoint printed it

            The chain alone shows that the file fits together. That nobody made up all of it anew, or cut off its end,
            only a checkpoint can show that the book's keeper did not have in hand.
            Exit status: 0 the book is whole; 1 it is not; 2 wrong usage, or the file cannot be read.
            """;

    private static final int PRINTED_MAX = 50;

    private Verify() {}

    /** How a book was tampered with. */
    public enum Tampering {
        ROW_CHANGED,
        ROW_REMOVED,
        ROW_ADDED,
        ROWS_SWAPPED,
        BATCH_CHANGED,
        BATCH_REMOVED,
        BATCHES_DROPPED_AT_END,
        REWRITTEN,
        CHECKPOINT_FORGED,
        NOT_A_BOOK
    }

    /** One thing that does not fit. */
    public record Finding(Tampering kind, String what) {
        @Override
        public String toString() {
            return kind + ": " + what;
        }
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Does what the command line says. @return the exit status */
    public static int run(List<String> arguments, PrintStream out) {
        String file = "";
        String key = "";
        List<Path> checkpoints = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean hasValue = i + 1 < arguments.size();
            if (argument.equals("--checkpoint") && hasValue) {
                checkpoints.add(Path.of(arguments.get(++i)));
            } else if (argument.equals("--key") && hasValue) {
                key = arguments.get(++i);
            } else if (!argument.startsWith("-") && file.isEmpty()) {
                file = argument;
            } else {
                out.print(USAGE);
                return argument.equals("--help") || argument.equals("-h") ? 0 : 2;
            }
        }
        if (file.isEmpty()) {
            out.print(USAGE);
            return 2;
        }
        try {
            return print(verify(Path.of(file), checkpoints, key, out), out);
        } catch (IOException unreadable) {
            out.println("It cannot be read: " + unreadable);
            return 2;
        }
    }

    private static int print(List<Finding> findings, PrintStream out) {
        findings.stream().limit(PRINTED_MAX).forEach(finding -> out.println("  " + finding));
        if (findings.size() > PRINTED_MAX) {
            out.println("  and " + (findings.size() - PRINTED_MAX) + " more");
        }
        out.println(findings.isEmpty() ? "Whole: every check passed." : "TAMPERED WITH.");
        return findings.isEmpty() ? 0 : 1;
    }

    /**
     * Verifies a book.
     *
     * @param checkpoints files with signed checkpoints, beside those that the book carries itself
     * @param key the public key that must have signed, in base64; empty: whichever did
     */
    public static List<Finding> verify(Path file, List<Path> checkpoints, String key, PrintStream out)
            throws IOException {
        BookCheck book = new BookCheck();
        for (Path each : checkpoints) {
            for (String line : Files.readAllLines(each)) {
                book.checkpoints.add(Json.parse(line));
            }
        }
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                BufferedReader in = new BufferedReader(new InputStreamReader(unpacked(raw), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                book.line(Json.parse(line));
            }
        } catch (IllegalArgumentException broken) {
            book.find(Tampering.NOT_A_BOOK, "a line cannot be read: " + broken.getMessage());
        }
        book.end(key, out);
        return book.findings;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        boolean isPacked = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isPacked ? new GZIPInputStream(in, 64 * 1024) : in;
    }
}
