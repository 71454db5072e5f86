package io.bursar.postgres;

import java.util.List;

/**
 * Which database this is, for the one line an operator reads at start-up.
 *
 * @param kind who runs it
 * @param version the server's version, as in {@code 18.6}
 * @param address host, port and database
 * @param location where the data are, as far as we know
 * @param durability whether a commit survives, and if not, what loses it
 * @param remarks what else an operator should know, a sentence each
 */
public record DatabaseDescription(
        Kind kind, String version, String address, String location, Durability durability, List<String> remarks) {

    /** Who runs the server. */
    public enum Kind {
        EMBEDDED,
        EXTERNAL
    }

    /** What a commit survives. */
    public enum Durability {
        DURABLE("durable (fsync on)"),
        LOST_ON_REBOOT("NOT DURABLE: the data are in memory and gone with the machine's next start"),
        LOST_WITH_CONTAINER("NOT DURABLE: the data are in the container's own layer and gone with it; mount a volume");

        private final String text;

        Durability(String text) {
            this.text = text;
        }
    }

    public DatabaseDescription {
        remarks = List.copyOf(remarks);
    }

    public boolean isDurable() {
        return durability == Durability.DURABLE;
    }

    /** The start-up line. */
    public String line() {
        String whose = kind == Kind.EMBEDDED ? "embedded" : "external";
        String where = location.isEmpty() ? "" : ", data in " + location;
        String more = remarks.isEmpty() ? "" : "; " + String.join("; ", remarks);
        return "Database: " + whose + " PostgreSQL " + version + " at " + address + where + ", " + durability.text
                + more;
    }
}
