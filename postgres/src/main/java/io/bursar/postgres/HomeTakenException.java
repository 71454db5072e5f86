package io.bursar.postgres;

/** Another Bursar runs the server of this home. {@link JoinedServer#of} uses that server. */
public final class HomeTakenException extends EmbeddedPostgresException {
    private static final long serialVersionUID = 1L;

    HomeTakenException(String message) {
        super(message);
    }
}
