package io.bursar.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How the server is reached.
 *
 * @param address to listen on
 * @param port 0: any free one
 * @param publicUrl how clients reach it, without a slash at the end; used in links inside answers
 * @param grpcPort of gRPC, and of nothing else; 0: any free one; null: the one after {@code port}, or any free one
 */
public record WebSettings(
        String address, int port, URI publicUrl, @Nullable Integer grpcPort) {
    /** The port that people know. */
    public static final int PORT_USUAL = 8780;

    /** The path below which each error code has its page. */
    public static final String ERROR_PAGES = "/docs/errors";

    /** Where the pages of error codes are, one below it for each. */
    public String errorPages() {
        return publicUrl + ERROR_PAGES;
    }

    public static WebSettings local(int port) {
        return new WebSettings("127.0.0.1", port, URI.create("http://127.0.0.1:" + port), null);
    }

    /** The same with gRPC on a port that was asked for. */
    public WebSettings withGrpcPort(@Nullable Integer asked) {
        return new WebSettings(address, port, publicUrl, asked);
    }
}
