package io.bursar.api;

/**
 * What a request needs cannot be had now, such as the ledger's turn; no defect, and the same may be asked again later.
 * Whether something happened before is not said.
 */
public class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
