package io.bursar.sandbox.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP/1.1 server on the loopback address, a virtual thread a connection. It is written here as its misbehaviour
 * is the point: handlers may reset a connection or never answer, which other servers do their best to prevent.
 */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 512;

    /** Answers requests; called on the connection's own thread, where it may block. */
    @FunctionalInterface
    public interface Handler {
        HttpAnswer handle(HttpRequest request) throws Dropped, InterruptedException;
    }

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HttpServer(ServerSocket listening) {
        this.listening = listening;
    }

    /**
     * Takes a port on 127.0.0.1; callers wait until {@link #serve} is called.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public static HttpServer bind(int port) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        return new HttpServer(listening);
    }

    /** Begins to answer. */
    public void serve(Handler handler) {
        Thread.ofPlatform().name("sandbox-accept").start(() -> acceptAll(handler));
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void acceptAll(Handler handler) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> answer(socket, handler));
            } catch (SocketException e) {
                // Closed: the loop's condition ends it. Anything else is over with the next accept.
                Thread.onSpinWait();
            } catch (IOException e) {
                System.err.println("sandbox: a connection could not be accepted: " + e.getMessage());
            }
        }
    }

    private void answer(Socket socket, Handler handler) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new HttpConnection(socket, handler).serveAll();
        } catch (IOException e) {
            // The caller went away, which is the caller's right.
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            System.err.println("sandbox: closing: " + e.getMessage());
        }
    }
}
