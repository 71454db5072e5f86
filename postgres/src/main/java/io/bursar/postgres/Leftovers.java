package io.bursar.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directories in the making. They are filled under a name that carries the maker's process id and renamed when whole,
 * so whatever has such a name and no living maker is rubbish.
 */
final class Leftovers {
    private Leftovers() {}

    static Path name(Path parent, String of) {
        return parent.resolve(of + ".new-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()));
    }

    /** Deletes what dead processes left in {@code parent} under names that begin with {@code prefix}. */
    static void delete(Path parent, String prefix) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(parent)) {
            found = entries.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        }
        for (Path path : found) {
            String maker =
                    path.getFileName().toString().substring(prefix.length()).replaceAll("-.*", "");
            if (!isAlive(maker)) {
                deleteTree(path);
            }
        }
    }

    private static boolean isAlive(String maker) {
        return maker.matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(maker))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }

    /** Deletes a directory with all in it; what another process deletes meanwhile is fine. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                if (cause instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw cause;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
