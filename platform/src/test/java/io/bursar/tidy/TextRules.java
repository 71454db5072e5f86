package io.bursar.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules that read a file as lines. */
final class TextRules {
    static final int MAX_LINE = 120;
    static final int MAX_CODE_LINES = 400;

    private static final Pattern LEFTOVER = Pattern.compile("\\b(FIXME|TODO|XXX)\\b");
    private static final Pattern LOMBOK = Pattern.compile("^import (static )?lombok\\b");

    private TextRules() {}

    static List<Finding> check(SourceFile file) {
        List<Finding> findings = new ArrayList<>();
        long codeLines = file.text().codeLines();
        if (codeLines > MAX_CODE_LINES) {
            findings.add(new Finding(
                    "file-length",
                    file.path(),
                    1,
                    codeLines + " lines of code, the limit is " + MAX_CODE_LINES + ".",
                    "move what forms a unit of its own into its own type."));
        }
        List<String> lines = file.source().lines().toList();
        List<String> code = file.text().code().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).codePointCount(0, lines.get(i).length());
            if (length > MAX_LINE) {
                findings.add(new Finding(
                        "line-length",
                        file.path(),
                        i + 1L,
                        length + " characters, the limit is " + MAX_LINE + ".",
                        "break the line; ./bursar format breaks all but texts."));
            }
            if (LOMBOK.matcher(code.get(i)).find()) {
                findings.add(new Finding("lombok", file.path(), i + 1L, "Lombok is not used here.", "write a record."));
            }
        }
        findings.addAll(leftovers(file.path(), file.text().comments()));
        return findings;
    }

    /** @param text comments of a Java source, or the whole of a script or migration */
    static List<Finding> leftovers(String path, String text) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = LEFTOVER.matcher(lines.get(i));
            if (matcher.find()) {
                findings.add(new Finding(
                        "leftover",
                        path,
                        i + 1L,
                        "\"" + matcher.group() + "\" is left in.",
                        "do it now, or open an issue and say here only what holds today."));
            }
        }
        return findings;
    }
}
