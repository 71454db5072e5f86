package io.bursar.console;

import io.bursar.database.Database;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the links by which operators sign in. Whoever may run a program beside the database may make one. */
public final class SignInLinks {
    /** Where links lead, below the console's address. */
    static final String PATH = "/sign-in";

    static final String TOKEN = "token";

    private final SignInStore store;
    private final SecureRandom random = new SecureRandom();

    private SignInLinks(SignInStore store) {
        this.store = store;
    }

    /** On a database that has the schema; the application need not run. */
    public static SignInLinks on(Database database) {
        return new SignInLinks(new SignInStore(JdbcClient.create(database.app())));
    }

    /** A link that lets one browser in, once, within 15 minutes. Remembers the address for {@link #another}. */
    public URI first(URI publicUrl) {
        store.setAddress(publicUrl.toString());
        return link(publicUrl.toString());
    }

    /** Another such link, to where the console was last opened; empty when it never was. */
    public Optional<URI> another() {
        return store.address().map(this::link);
    }

    private URI link(String publicUrl) {
        Token token = Token.random(random);
        store.addLink(token);
        return URI.create(publicUrl + PATH + "?" + TOKEN + "=" + token.reveal());
    }
}
