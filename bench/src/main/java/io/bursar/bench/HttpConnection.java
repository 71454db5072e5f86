package io.bursar.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive HTTP/1.1 connection that sends prepared bytes and reads status and length. The load comes from the
 * same two processors as the server, so the client must cost next to nothing.
 */
final class HttpConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] body = new byte[65_536];
    private int size;

    HttpConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = socket.getOutputStream();
    }

    /** @return the status */
    int post(String path, String headers, String json) throws IOException {
        String head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + json.length() + "\r\n\r\n" + json;
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        return answer();
    }

    /**
     * Any request.
     *
     * @param headers each with its line end
     * @param content empty for none
     */
    Answer call(String route, String headers, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String head =
                route + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + bytes.length);
        System.arraycopy(bytes, 0, all, start.length, bytes.length);
        out.write(all);
        int status = answer();
        return new Answer(status, new String(body, 0, size, StandardCharsets.UTF_8));
    }

    /** A status and a body. */
    record Answer(int status, String body) {}

    private int answer() throws IOException {
        size = 0;
        String status = line();
        int length = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).trim());
            }
            chunked |= header.regionMatches(true, 0, "Transfer-Encoding: chunked", 0, 26);
        }
        if (chunked) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                read(size);
                line();
            }
            line();
        } else {
            read(Math.max(0, length));
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    private void read(int length) throws IOException {
        int end = size + length;
        if (end > body.length) {
            body = java.util.Arrays.copyOf(body, Math.max(end, body.length * 2));
        }
        while (size < end) {
            int read = in.read(body, size, end - size);
            if (read < 0) {
                throw new IOException("the server closed the connection");
            }
            size += read;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
