package io.bursar.api;

import java.net.URI;

/**
 * How the server is reached.
 *
 * @param address to listen on
 * @param port 0: any free one
 * @param publicUrl how clients reach it, without a slash at the end; used in links inside answers
 */
public record WebSettings(String address, int port, URI publicUrl) {
    /** The port that people know. */
    public static final int PORT_USUAL = 8780;

    /** The path below which each error code has its page. */
    public static final String ERROR_PAGES = "/docs/errors";

    /** Where the pages of error codes are, one below it for each. */
    public String errorPages() {
        return publicUrl + ERROR_PAGES;
    }

    public static WebSettings local(int port) {
        return new WebSettings("127.0.0.1", port, URI.create("http://127.0.0.1:" + port));
    }
}
