package io.bursar.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The two roles, made when they are missing. */
final class Roles {
    static final String OWNER = "bursar_owner";
    static final String APP = "bursar_app";

    private static final String FIND = "SELECT rolname FROM pg_roles WHERE rolname IN ('bursar_owner', 'bursar_app')";

    private static final String MAY_CREATE = "SELECT has_database_privilege(current_database(), 'CREATE')";

    private final Server server;
    private final RolePasswords passwords;

    Roles(Server server, RolePasswords passwords) {
        this.server = server;
        this.passwords = passwords;
    }

    /** Makes and empowers what is missing; asks for the administrator only then. */
    void ensure() {
        boolean appOpens = !passwords.isNew() && opens(APP, passwords.app());
        if (appOpens && mayCreate()) {
            return;
        }
        boolean ownerOpens = !passwords.isNew() && opens(OWNER, passwords.owner());
        Login administrator = server.administrator();
        if (administrator == null) {
            throw new StartRefused("The database roles cannot log in, and the address names no user who could make"
                    + " them. See docs/guides/external-database.md.");
        }
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), administrator.user(), administrator.password());
                Statement statement = connection.createStatement()) {
            if (!ownerOpens) {
                make(statement, OWNER, passwords.owner());
            }
            if (!appOpens) {
                make(statement, APP, passwords.app());
            }
            String database = connection.getCatalog();
            statement.execute("GRANT CONNECT, CREATE ON DATABASE \"" + database + "\" TO bursar_owner");
            statement.execute("GRANT CONNECT ON DATABASE \"" + database + "\" TO bursar_app");
        } catch (SQLException failed) {
            throw new StartRefused(
                    "The roles bursar_owner and bursar_app could not be made as " + administrator.user() + ": "
                            + failed.getMessage() + ". See docs/guides/external-database.md.",
                    failed);
        }
    }

    private void make(Statement statement, String role, String password) throws SQLException {
        boolean exists = exists(statement, role);
        if (exists && server.isShared()) {
            throw new StartRefused("The role " + role + " exists, but the password known here does not open it. Copy"
                    + " roles.properties from the installation that made it, or set BURSAR_OWNER_PASSWORD and"
                    + " BURSAR_APP_PASSWORD.");
        }
        statement.execute((exists ? "ALTER ROLE " : "CREATE ROLE ") + role
                + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '" + password.replace("'", "''") + "'");
    }

    private static boolean exists(Statement statement, String role) throws SQLException {
        try (ResultSet rows = statement.executeQuery(FIND)) {
            while (rows.next()) {
                if (role.equals(rows.getString(1))) {
                    return true;
                }
            }
            return false;
        }
    }

    private boolean opens(String role, String password) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), role, password)) {
            return connection.isValid(1);
        } catch (SQLException refused) {
            return false;
        }
    }

    private boolean mayCreate() {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), OWNER, passwords.owner());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(MAY_CREATE)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException refused) {
            return false;
        }
    }

    /**
     * Where the roles are to be.
     *
     * @param administrator who may make roles; null: nobody is known
     * @param isShared whether other installations may use the same roles, whose passwords must then not be changed
     */
    record Server(String jdbcUrl, @Nullable Login administrator, boolean isShared) {}

    /** A user and its password. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }
}
