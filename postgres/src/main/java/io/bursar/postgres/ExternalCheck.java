package io.bursar.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** What looking at an outside PostgreSQL came to. */
public sealed interface ExternalCheck {

    /** Fit to keep money. */
    record Usable(PostgresAddress address, DatabaseDescription description) implements ExternalCheck {}

    /** Not fit; every reason at once, so that one visit to the server mends them all. */
    record Refused(List<Refusal> refusals) implements ExternalCheck {
        public Refused {
            refusals = List.copyOf(refusals);
        }

        /** For the operator: a paragraph for each reason, with its remedy. */
        public String text() {
            return refusals.stream()
                    .map(Refusal::text)
                    .collect(Collectors.joining("\n", "BURSAR_DATABASE_URL cannot be used:\n", ""));
        }
    }

    /** One reason to refuse a server. */
    sealed interface Refusal {
        /** What was found and what to do, for the operator. */
        String text();
    }

    /** The address is in no form that we know. */
    record BadAddress() implements Refusal {
        @Override
        public String text() {
            return "- It is no address of a database. Write postgres://user:password@host:port/database (percent-encode"
                    + " special characters of the password) or jdbc:postgresql://host:port/database?user=…&password=….";
        }
    }

    /** No connection came about. */
    record Unreachable(String jdbcUrl, String user, String reason) implements Refusal {
        @Override
        public String text() {
            return "- No connection to " + jdbcUrl + " as \"" + user + "\": " + reason
                    + " Check host, port, database, user and password, and the server's pg_hba.conf.";
        }
    }

    /** Older than what we use of it. */
    record TooOld(String version) implements Refusal {
        @Override
        public String text() {
            return "- It is PostgreSQL " + version + "; Bursar needs 18 or later. Upgrade it with pg_upgrade, or leave"
                    + " BURSAR_DATABASE_URL unset to use the embedded PostgreSQL " + PostgresBinaries.VERSION + ".";
        }
    }

    /** A setting lets acknowledged commits disappear. */
    record NotDurable(String setting, String value) implements Refusal {
        @Override
        public String text() {
            String scope = setting.equals("synchronous_commit")
                    ? " Look too at ALTER ROLE … SET and ALTER DATABASE … SET, which override it."
                    : "";
            return "- The setting " + setting + " is " + value + ", so a payment that was acknowledged can be lost in a"
                    + " crash. Run: ALTER SYSTEM SET " + setting + " = on; SELECT pg_reload_conf();" + scope;
        }
    }

    /** Texts would not be stored as they came. */
    record WrongEncoding(String encoding) implements Refusal {
        @Override
        public String text() {
            return "- The database's server_encoding is " + encoding + ", it must be UTF8. Make a new one:"
                    + " CREATE DATABASE bursar ENCODING 'UTF8' LOCALE_PROVIDER builtin LOCALE 'C.UTF-8'"
                    + " TEMPLATE template0;";
        }
    }

    /** A standby, or a primary that was told to refuse writes. */
    record ReadOnly(Cause cause) implements Refusal {
        /** Why it takes no writes. */
        public enum Cause {
            IN_RECOVERY,
            DEFAULT_TRANSACTION_READ_ONLY
        }

        @Override
        public String text() {
            return switch (cause) {
                case IN_RECOVERY ->
                    "- The server is a standby (pg_is_in_recovery() is true) and takes no writes. Use the primary's"
                            + " address, or list all hosts and add ?targetServerType=primary.";
                case DEFAULT_TRANSACTION_READ_ONLY ->
                    "- The setting default_transaction_read_only is on. Turn it off where it was set: ALTER SYSTEM,"
                            + " ALTER DATABASE … or ALTER ROLE … RESET default_transaction_read_only.";
            };
        }
    }
}
