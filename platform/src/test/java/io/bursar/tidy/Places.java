package io.bursar.tidy;

import java.util.Set;

/** Where what is forbidden elsewhere is at home: the edges of the application, its entry, and the tools. */
final class Places {
    /** Tools and the server's launcher deal with the operating system by trade. */
    private static final Set<String> OUTSIDE = Set.of("postgres", "bench");

    private static final Set<String> EDGES = Set.of("api", "jobs", "database");

    private Places() {}

    /** Whether the file may read clock, chance and environment, and catch whatever comes. */
    static boolean isEdge(SourceFile file) {
        return OUTSIDE.contains(file.module())
                || EDGES.contains(capability(file))
                || file.packageName().equals("io.bursar");
    }

    /** The part of the package after io.bursar. */
    private static String capability(SourceFile file) {
        String[] parts = file.packageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
