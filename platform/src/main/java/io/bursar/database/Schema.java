package io.bursar.database;

/**
 * A package's own PostgreSQL schema, migrated from {@code db/migration/<name>} before anything uses the database. A
 * package that has one declares it as a bean.
 */
public record Schema(String name) {
    public Schema {
        if (!name.matches("[a-z]{2,30}")) {
            throw new IllegalArgumentException("a schema is named after its package, got " + name);
        }
    }
}
