package io.bursar.tidy;

import com.sun.source.tree.ClassTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Rules that read a directory. */
final class PackageRules {
    static final int MAX_FILES = 25;
    static final long MIN_HIDDEN_PERCENT = 40;
    private static final int SMALL_PACKAGE = 5;

    private PackageRules() {}

    static List<Finding> check(List<SourceFile> files) {
        Map<String, List<SourceFile>> packages = files.stream()
                .filter(file -> !file.isTest())
                .collect(Collectors.groupingBy(SourceFile::directory, TreeMap::new, Collectors.toList()));
        List<Finding> findings = new ArrayList<>();
        packages.forEach((directory, members) -> {
            List<SourceFile> types = members.stream()
                    .filter(file -> !file.fileName().equals("package-info.java"))
                    .toList();
            if (types.size() > MAX_FILES) {
                findings.add(new Finding(
                        "package-size",
                        directory + "/",
                        1,
                        types.size() + " files, the limit is " + MAX_FILES + ".",
                        "split the capability in two that each have a name."));
            }
            findings.addAll(visibility(directory, types));
            boolean isNullMarked = members.stream()
                    .filter(file -> file.fileName().equals("package-info.java"))
                    .anyMatch(file -> file.text().code().contains("@NullMarked"));
            if (!isNullMarked) {
                findings.add(new Finding(
                        "package-info",
                        directory + "/package-info.java",
                        1,
                        "no package-info.java with @NullMarked.",
                        "add one that says what the package is for and what always holds in it."));
            }
        });
        return findings;
    }

    /** Features are cut by packages, so that what is not public is hidden indeed; other modules are libraries. */
    private static List<Finding> visibility(String directory, List<SourceFile> files) {
        List<ClassTree> types = files.stream()
                .flatMap(file -> file.tree().getTypeDecls().stream())
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .toList();
        long hidden = types.stream()
                .filter(type -> !type.getModifiers().getFlags().contains(Modifier.PUBLIC))
                .count();
        boolean isFeature = directory.startsWith("platform/") && types.size() >= SMALL_PACKAGE;
        if (!isFeature || hidden * 100 >= types.size() * MIN_HIDDEN_PERCENT) {
            return List.of();
        }
        return List.of(new Finding(
                "visibility",
                directory + "/",
                1,
                hidden + " of " + types.size() + " types are package-private, at least " + MIN_HIDDEN_PERCENT
                        + " % should be.",
                "take \"public\" from what no other package uses."));
    }
}
