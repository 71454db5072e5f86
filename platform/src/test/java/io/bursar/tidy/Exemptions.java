package io.bursar.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of known exceptions, which only shrinks: a line names a rule, a file (or a directory, ending in a slash),
 * how many findings it covers, and why. For a directory the number may be {@code *}: any number but none.
 */
public final class Exemptions {
    private static final String WHERE = "platform/src/test/resources/tidy/exemptions.txt";

    private final List<Exemption> exemptions;
    private final List<Finding> malformed = new ArrayList<>();

    private record Exemption(long line, String rule, String path, String count) {
        boolean covers(Finding finding) {
            boolean isHere = path.endsWith("/")
                    ? finding.path().startsWith(path)
                    : finding.path().equals(path);
            return isHere && finding.rule().equals(rule);
        }
    }

    private Exemptions(String text) {
        List<String> lines = text.lines().toList();
        exemptions = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                read(i + 1L, line);
            }
        }
    }

    public static Exemptions of(String text) {
        return new Exemptions(text);
    }

    private void read(long number, String line) {
        String[] words = line.split("\\s+", 4);
        boolean isWellFormed = words.length == 4
                && (words[2].matches("[1-9]\\d*") || (words[2].equals("*") && words[1].endsWith("/")));
        if (isWellFormed) {
            exemptions.add(new Exemption(number, words[0], words[1], words[2]));
        } else {
            malformed.add(new Finding(
                    "exemption",
                    WHERE,
                    number,
                    "\"" + line + "\" is no exemption.",
                    "write: rule path count reason (the count may be * for a directory/)."));
        }
    }

    /** What is left of the findings, and what is wrong with the list itself. */
    public List<Finding> apply(List<Finding> findings) {
        List<Finding> left = new ArrayList<>(findings);
        List<Finding> stale = new ArrayList<>();
        for (Exemption exemption : exemptions) {
            List<Finding> covered = left.stream().filter(exemption::covers).toList();
            int allowed = exemption.count().equals("*") ? covered.size() : Integer.parseInt(exemption.count());
            if (covered.isEmpty()) {
                stale.add(onList(exemption, "covers nothing any more.", "delete the line."));
            } else if (covered.size() < allowed) {
                stale.add(onList(
                        exemption,
                        "allows " + allowed + ", there are only " + covered.size() + " left.",
                        "lower the number to " + covered.size() + "."));
            }
            if (covered.size() <= allowed) {
                left.removeAll(covered);
            }
        }
        return Stream.of(left, stale, malformed).flatMap(List::stream).toList();
    }

    private static Finding onList(Exemption exemption, String problem, String fix) {
        return new Finding(
                "exemption", WHERE, exemption.line(), exemption.rule() + " " + exemption.path() + " " + problem, fix);
    }
}
