package io.bursar.database;

import java.util.List;

/**
 * A package's own PostgreSQL schema, migrated from {@code db/migration/<name>} before anything uses the database.
 *
 * @param name that of the package
 */
public record Schema(String name) {
    public Schema {
        if (!name.matches("[a-z]{2,30}")) {
            throw new IllegalArgumentException("a schema is named after its package, got " + name);
        }
    }

    /** The schemas of those packages that have migrations. */
    public static List<Schema> of(List<String> packages) {
        ClassLoader resources = Schema.class.getClassLoader();
        return packages.stream()
                .filter(name -> resources.getResource("db/migration/" + name) != null)
                .map(Schema::new)
                .toList();
    }
}
