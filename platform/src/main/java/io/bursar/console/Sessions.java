package io.bursar.console;

import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is signed in. A session lives in the database, so it survives a restart and ends on every node at once; it ends
 * with signing out, after twelve hours, or after two in which nobody opened a page.
 */
@Component
final class Sessions {
    private static final int BROWSER_LENGTH_MAX = 300;

    /** What a request means for how long a session lives. */
    enum Presence {
        /** Somebody opened a page. */
        SOMEBODY,
        /** A page asked by itself whether there is news. */
        NOBODY
    }

    private final SignInStore store;
    private final SecureRandom random = new SecureRandom();

    Sessions(JdbcClient jdbc) {
        this.store = new SignInStore(jdbc);
    }

    /** Starts a session; empty when the link was used before, is too old, or never was. */
    Optional<Token> begin(Token link, String browser) {
        Token session = Token.random(random);
        String shown = browser.length() > BROWSER_LENGTH_MAX ? browser.substring(0, BROWSER_LENGTH_MAX) : browser;
        return store.useLink(link, session, shown.replaceAll("\\p{Cntrl}", ""))
                ? Optional.of(session)
                : Optional.empty();
    }

    boolean isInForce(Token session, Presence presence) {
        Optional<Boolean> found = store.findSession(session);
        if (presence == Presence.SOMEBODY && found.orElse(false)) {
            store.seeSession(session);
        }
        return found.isPresent();
    }

    void end(Token session) {
        store.endSession(session);
    }
}
