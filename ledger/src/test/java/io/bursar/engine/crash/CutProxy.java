package io.bursar.engine.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between the engine and PostgreSQL and cuts the connection at a commit. It sees a commit by its word, so the
 * driver must send statements as text ({@code prepareThreshold=0}).
 */
final class CutProxy implements AutoCloseable {
    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 1 << 16;

    /** Where the connection is cut. */
    enum Cut {
        /** The server never hears of the commit. */
        BEFORE_IT_ARRIVES,
        /** The server hears of it and nobody waits for its answer. */
        AS_IT_ARRIVES,
        /** The server has answered, and the answer is lost. */
        AFTER_THE_ANSWER
    }

    private final ServerSocket listener;
    private final int serverPort;
    private final AtomicReference<Cut> armed = new AtomicReference<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CutProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts at the next commit. */
    void arm(Cut cut) {
        armed.set(cut);
    }

    boolean isArmed() {
        return armed.get() != null;
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Link link = new Link(client, server);
                Thread.ofPlatform().daemon().start(link::upstream);
                Thread.ofPlatform().daemon().start(link::downstream);
            } catch (IOException ended) {
                return;
            }
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean muted;
        private volatile boolean answered;
        private int matched;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void upstream() {
            byte[] buffer = new byte[BUFFER_BYTES];
            try (client;
                    server) {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                int length;
                while ((length = in.read(buffer)) >= 0) {
                    Cut cut = hasCommit(buffer, length) ? armed.getAndSet(null) : null;
                    if (cut == null) {
                        out.write(buffer, 0, length);
                    } else {
                        cut(cut, buffer, length);
                        return;
                    }
                }
            } catch (IOException ended) {
                return;
            }
        }

        private void cut(Cut cut, byte[] buffer, int length) throws IOException {
            muted = cut != Cut.BEFORE_IT_ARRIVES;
            if (muted) {
                server.getOutputStream().write(buffer, 0, length);
            }
            while (cut == Cut.AFTER_THE_ANSWER && !answered) {
                Thread.onSpinWait();
            }
            cuts.incrementAndGet();
        }

        void downstream() {
            byte[] buffer = new byte[BUFFER_BYTES];
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                int length;
                while ((length = in.read(buffer)) >= 0) {
                    if (muted) {
                        answered = true;
                    } else {
                        out.write(buffer, 0, length);
                    }
                }
            } catch (IOException ended) {
                answered = true;
            }
            answered = true;
        }

        /** Whether the word ends in this piece; it may have begun in the one before. */
        private boolean hasCommit(byte[] buffer, int length) {
            boolean found = false;
            for (int i = 0; i < length; i++) {
                matched = buffer[i] == COMMIT[matched] ? matched + 1 : buffer[i] == COMMIT[0] ? 1 : 0;
                if (matched == COMMIT.length) {
                    found = true;
                    matched = 0;
                }
            }
            return found;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
