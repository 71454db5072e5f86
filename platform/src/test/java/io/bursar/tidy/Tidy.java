package io.bursar.tidy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All rules over all sources. */
public final class Tidy {
    private Tidy() {}

    /** The directory with the launcher, from wherever below it the tests run. */
    public static Path repositoryRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("bursar")) || !Files.exists(directory.resolve("pom.xml"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new AssertionError("no repository above " + Path.of("").toAbsolutePath());
            }
            directory = parent;
        }
        return directory;
    }

    public static List<Finding> check(Path root) throws IOException {
        List<Finding> findings = new ArrayList<>(check(SourceFile.readAll(root)));
        for (Path file : othersWithComments(root)) {
            findings.addAll(TextRules.leftovers(root.relativize(file).toString(), Files.readString(file)));
        }
        return findings;
    }

    /** @param sources text by path, as in {@code money/src/main/java/io/bursar/money/Money.java} */
    public static List<Finding> check(Map<String, String> sources) {
        return check(SourceFile.parse(sources));
    }

    private static List<Finding> check(List<SourceFile> files) {
        List<Finding> findings = new ArrayList<>();
        for (SourceFile file : files) {
            findings.addAll(TextRules.check(file));
            findings.addAll(ShapeRules.check(file));
        }
        findings.addAll(PackageRules.check(files));
        return findings;
    }

    /** Scripts, build files and migrations. */
    private static List<Path> othersWithComments(Path root) throws IOException {
        List<Path> found = new ArrayList<>(List.of(root.resolve("bursar"), root.resolve("pom.xml")));
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml")))
                    .toList()) {
                found.add(module.resolve("pom.xml"));
                Path resources = module.resolve("src/main/resources");
                if (Files.isDirectory(resources)) {
                    try (Stream<Path> files = Files.walk(resources)) {
                        files.filter(path -> path.toString().matches(".*\\.(sql|yaml|yml|properties|jte)"))
                                .forEach(found::add);
                    }
                }
            }
        }
        return found;
    }
}
