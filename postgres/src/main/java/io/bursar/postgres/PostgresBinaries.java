package io.bursar.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked once. A directory that a kill or a power cut left incomplete is unpacked again. */
record PostgresBinaries(Path directory) {
    static final String VERSION = "18.6";

    /** Written last; holds the number of files and their bytes, so that a truncated file shows too. */
    private static final String MARKER = ".unpacked";

    static PostgresBinaries unpackedIn(Path parent, Consumer<String> notices) throws IOException {
        Path target = parent.resolve("pg-" + VERSION);
        Leftovers.delete(parent, "pg-" + VERSION + ".new-");
        if (isComplete(target)) {
            return new PostgresBinaries(target);
        }
        if (Files.exists(target)) {
            notices.accept("The PostgreSQL programs in " + target + " are incomplete; unpacking them again.");
            Path aside = Leftovers.name(parent, "pg-" + VERSION);
            Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
            Leftovers.deleteTree(aside);
        }
        Path fresh = Leftovers.name(parent, "pg-" + VERSION);
        unpack(fresh);
        Files.writeString(fresh.resolve(MARKER), measure(fresh));
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process that shares this directory was faster; its copy is as good as ours.
            Leftovers.deleteTree(fresh);
            if (!isComplete(target)) {
                throw e;
            }
        }
        return new PostgresBinaries(target);
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static boolean isComplete(Path directory) throws IOException {
        Path marker = directory.resolve(MARKER);
        return Files.exists(marker) && Files.readString(marker).equals(measure(directory));
    }

    private static String measure(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            long[] total = {0, 0};
            tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.getFileName().toString().equals(MARKER))
                    .forEach(path -> {
                        total[0]++;
                        total[1] += size(path);
                    });
            return total[0] + " files, " + total[1] + " bytes\n";
        }
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(Path target) throws IOException {
        String resource = "/postgres-linux-" + architecture() + ".txz";
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new EmbeddedPostgresException("The PostgreSQL programs (" + resource
                        + ") are not on the class path. Build again with ./bursar test, or set BURSAR_DATABASE_URL.");
            }
            TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("archive entry leaves its directory: " + entry.getName());
                }
                if (isNeeded(entry.getName())) {
                    write(entry, tar, path);
                }
            }
        }
    }

    /** Headers and static libraries serve those who compile against PostgreSQL, not those who run it. */
    private static boolean isNeeded(String name) {
        return !name.contains("include/") && !name.endsWith(".a");
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path path) throws IOException {
        if (entry.isDirectory()) {
            makeDirectory(path);
            return;
        }
        makeDirectory(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, path);
        boolean isProgram = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Readable for all whatever the umask: the server may run as another user than we do. */
    private static void makeDirectory(@Nullable Path path) throws IOException {
        if (path == null || Files.isDirectory(path)) {
            return;
        }
        makeDirectory(path.getParent());
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The architecture's name in the archive. */
    private static String architecture() {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (system.equals("Linux")) {
            switch (machine) {
                case "amd64", "x86_64" -> {
                    return "x86_64";
                }
                case "aarch64", "arm64" -> {
                    return "arm_64";
                }
                default -> {}
            }
        }
        throw new EmbeddedPostgresException("The embedded PostgreSQL runs on Linux on x86-64 or ARM64, this is "
                + system + " on " + machine + ". Install PostgreSQL 18 and set BURSAR_DATABASE_URL to it.");
    }
}
