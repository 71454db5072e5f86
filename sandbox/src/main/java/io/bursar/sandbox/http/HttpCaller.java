package io.bursar.sandbox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** Sends POST requests over plain HTTP/1.1 and keeps connections for the next one. Reads statuses, no bodies. */
public final class HttpCaller implements AutoCloseable {
    private static final int CONNECT_MS = 5_000;
    private static final int MAX_IDLE_CONNECTIONS = 32;

    private final Map<String, Deque<Socket>> idle = new ConcurrentHashMap<>();
    private final int answerMs;

    /** @param answerMs how long an answer may take, in milliseconds */
    public HttpCaller(int answerMs) {
        this.answerMs = answerMs;
    }

    /**
     * Posts once.
     *
     * @param headers names and values in turn
     * @return the status
     * @throws IOException when no answer came; whether the request arrived is then not known
     */
    public int post(URI url, List<String> headers, byte[] body) throws IOException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        String address = url.getHost() + ":" + port;
        Deque<Socket> sockets = idle.computeIfAbsent(address, _ -> new ConcurrentLinkedDeque<>());
        byte[] request = request(url, address, headers, body);
        Socket kept = sockets.pollFirst();
        if (kept != null) {
            Integer status = tryKept(kept, request, sockets);
            if (status != null) {
                return status;
            }
        }
        Socket fresh = new Socket();
        try {
            fresh.connect(new InetSocketAddress(InetAddress.getByName(url.getHost()), port), CONNECT_MS);
            fresh.setTcpNoDelay(true);
            return exchange(fresh, request, sockets);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    /** Null when the kept connection turned out to be dead: the other side may have closed it meanwhile. */
    private @Nullable Integer tryKept(Socket kept, byte[] request, Deque<Socket> sockets) throws IOException {
        try {
            return exchange(kept, request, sockets);
        } catch (java.net.SocketTimeoutException e) {
            kept.close();
            throw e;
        } catch (IOException e) {
            kept.close();
            return null;
        }
    }

    private static byte[] request(URI url, String address, List<String> headers, byte[] body) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder(256).append("POST ").append(path);
        if (url.getRawQuery() != null) {
            head.append('?').append(url.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ")
                .append(address)
                .append("\r\nContent-Length: ")
                .append(body.length);
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            head.append("\r\n").append(headers.get(i)).append(": ").append(headers.get(i + 1));
        }
        byte[] start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    private int exchange(Socket socket, byte[] request, Deque<Socket> sockets) throws IOException {
        socket.setSoTimeout(answerMs);
        socket.getOutputStream().write(request);
        InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
        String statusLine = line(in);
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[1].matches("[1-5]\\d\\d")) {
            throw new IOException("no HTTP answer: " + statusLine);
        }
        int status = Integer.parseInt(words[1]);
        long length = status == 204 ? 0 : -1;
        boolean isChunked = false;
        boolean isKept = true;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
            isChunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            isKept &= !lower.equals("connection: close");
        }
        if (isChunked) {
            skipChunks(in);
        } else if (length > 0) {
            in.skipNBytes(length);
        }
        if (isKept && (isChunked || length >= 0) && sockets.size() < MAX_IDLE_CONNECTIONS) {
            sockets.addFirst(socket);
        } else {
            socket.close();
        }
        return status;
    }

    private static void skipChunks(InputStream in) throws IOException {
        long size = Long.parseLong(line(in).replaceFirst(";.*", "").strip(), 16);
        while (size > 0) {
            in.skipNBytes(size + 2);
            size = Long.parseLong(line(in).replaceFirst(";.*", "").strip(), 16);
        }
        line(in);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(48);
        int next = in.read();
        while (next != '\n') {
            if (next < 0 || line.length() > 8192) {
                throw new IOException("the answer ended early");
            }
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return line.toString();
    }

    @Override
    public void close() {
        for (Deque<Socket> sockets : idle.values()) {
            for (Socket socket = sockets.pollFirst(); socket != null; socket = sockets.pollFirst()) {
                try {
                    socket.close();
                } catch (IOException e) {
                    System.err.println("sandbox: closing a connection: " + e.getMessage());
                }
            }
        }
    }
}
