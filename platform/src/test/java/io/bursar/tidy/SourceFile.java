package io.bursar.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * One Java source, read and parsed.
 *
 * @param path from the repository's root, as in {@code money/src/main/java/io/bursar/money/Money.java}
 */
record SourceFile(String path, String source, CodeText text, CompilationUnitTree tree, SourcePositions positions) {

    boolean isTest() {
        return path.contains("/src/test/");
    }

    String module() {
        return path.substring(0, path.indexOf('/'));
    }

    String directory() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** The package's name, as its directory says. */
    String packageName() {
        return directory().replaceFirst("^.*/src/(main|test)/java/", "").replace('/', '.');
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    long lineOf(Tree node) {
        return tree.getLineMap().getLineNumber(positions.getStartPosition(tree, node));
    }

    long lastLineOf(Tree node) {
        return tree.getLineMap().getLineNumber(positions.getEndPosition(tree, node));
    }

    /** Every Java source of every module below the repository's root. */
    static List<SourceFile> readAll(Path root) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml")))
                    .toList()) {
                collect(root, module.resolve("src"), sources);
            }
        }
        return parse(sources);
    }

    private static void collect(Path root, Path directory, Map<String, String> sources) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
    }

    /** @param sources text by path */
    static List<SourceFile> parse(Map<String, String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<JavaFileObject> objects = sources.entrySet().stream()
                .map(entry -> (JavaFileObject) new Text(entry.getKey(), entry.getValue()))
                .toList();
        JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostics, List.of("-proc:none"), null, objects);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            List<SourceFile> files = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                String path = unit.getSourceFile().toUri().getPath().substring(1);
                String source = Objects.requireNonNull(sources.get(path), path);
                files.add(new SourceFile(path, source, CodeText.of(source), unit, positions));
            }
            if (!diagnostics.getDiagnostics().isEmpty()) {
                throw new AssertionError("sources do not parse: " + diagnostics.getDiagnostics());
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String content;

        Text(String path, String content) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }
    }
}
