package io.bursar.console;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The only one that reads and writes the schema {@code console}. Times are the database's. */
final class SignInStore {
    static final String ADD_LINK = """
            INSERT INTO console.sign_in_link (hash, expires_at)
            VALUES (:hash, clock_timestamp() + interval '15 minutes')
            """;

    static final String USE_LINK = """
            WITH link AS (
                UPDATE console.sign_in_link
                SET used_at = clock_timestamp()
                WHERE hash = :link AND used_at IS NULL AND expires_at > clock_timestamp()
                RETURNING hash)
            INSERT INTO console.session (hash, ends_at, browser)
            SELECT :session, clock_timestamp() + interval '12 hours', :browser
            FROM link
            """;

    static final String FIND_SESSION = """
            SELECT seen_at < clock_timestamp() - interval '1 minute'
            FROM console.session
            WHERE hash = :hash AND ended_at IS NULL AND ends_at > clock_timestamp()
                AND seen_at > clock_timestamp() - interval '2 hours'
            """;

    static final String SEE_SESSION = """
            UPDATE console.session
            SET seen_at = clock_timestamp()
            WHERE hash = :hash
            """;

    static final String END_SESSION = """
            UPDATE console.session
            SET ended_at = clock_timestamp()
            WHERE hash = :hash AND ended_at IS NULL
            """;

    static final String SET_ADDRESS = """
            INSERT INTO console.address (url)
            VALUES (:url)
            ON CONFLICT ON CONSTRAINT address_pkey DO UPDATE SET url = excluded.url, opened_at = clock_timestamp()
            """;

    static final String ADDRESS = """
            SELECT url
            FROM console.address
            """;

    private final JdbcClient jdbc;

    SignInStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void addLink(Token link) {
        jdbc.sql(ADD_LINK).param("hash", link.hash()).update();
    }

    /** Starts a session with a link. @return whether the link was good; it is not any more */
    boolean useLink(Token link, Token session, String browser) {
        return jdbc.sql(USE_LINK)
                        .param("link", link.hash())
                        .param("session", session.hash())
                        .param("browser", browser)
                        .update()
                == 1;
    }

    /** Whether the session's last sign of life is to be written again; empty when there is no such session. */
    Optional<Boolean> findSession(Token session) {
        return jdbc.sql(FIND_SESSION)
                .param("hash", session.hash())
                .query(Boolean.class)
                .optional();
    }

    void seeSession(Token session) {
        jdbc.sql(SEE_SESSION).param("hash", session.hash()).update();
    }

    void endSession(Token session) {
        jdbc.sql(END_SESSION).param("hash", session.hash()).update();
    }

    void setAddress(String url) {
        jdbc.sql(SET_ADDRESS).param("url", url).update();
    }

    Optional<String> address() {
        return jdbc.sql(ADDRESS).query(String.class).optional();
    }
}
