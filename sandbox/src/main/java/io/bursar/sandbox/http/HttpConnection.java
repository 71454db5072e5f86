package io.bursar.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection: requests in, answers out, one after the other. */
final class HttpConnection {
    /** No header section is longer. */
    private static final int MAX_HEAD_BYTES = 32 * 1024;
    /** No body is longer. */
    private static final int MAX_BODY_BYTES = 8 * 1024 * 1024;
    /** A connection that says nothing for so long is closed. */
    private static final int IDLE_MS = 120_000;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final HttpServer.Handler handler;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;

    /** What cannot be read as HTTP: answered with a status, then the connection ends. */
    private static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Malformed(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    HttpConnection(Socket socket, HttpServer.Handler handler) throws IOException {
        this.socket = socket;
        this.handler = handler;
        socket.setSoTimeout(IDLE_MS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    void serveAll() throws IOException, InterruptedException {
        try {
            boolean goesOn = true;
            while (goesOn) {
                HttpRequest request = read();
                if (request == null) {
                    return;
                }
                goesOn = !request.headerOrEmpty("Connection").equalsIgnoreCase("close");
                write(answer(request), goesOn, request.method().equals("HEAD"));
            }
        } catch (Malformed e) {
            String body = "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + e.getMessage() + "\"}}";
            write(HttpAnswer.json(e.status, body), false, false);
        } catch (SocketTimeoutException e) {
            return;
        } catch (Dropped e) {
            drop(e.how());
        }
    }

    /** A defect is answered as one: a connection that breaks would look like a fault that was asked for. */
    private HttpAnswer answer(HttpRequest request) throws Dropped, InterruptedException {
        try {
            return handler.handle(request);
        } catch (RuntimeException e) {
            System.err.println("sandbox: a defect in " + request.method() + " " + request.path() + ": " + e);
            for (StackTraceElement at : e.getStackTrace()) {
                System.err.println("  at " + at);
            }
            return HttpAnswer.json(
                    500,
                    "{\"error\":{\"type\":\"api_error\",\"message\":\"A defect of the sandbox: see its output.\"}}");
        }
    }

    private void drop(Dropped.How how) throws IOException {
        if (how == Dropped.How.RESET) {
            // Lingering for no time makes the operating system send a reset instead of a farewell.
            socket.setSoLinger(true, 0);
            return;
        }
        int heard = 0;
        while (heard >= 0) {
            heard = readSome();
        }
    }

    private int readSome() throws IOException {
        try {
            return in.read(buffer);
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }

    private void write(HttpAnswer answer, boolean goesOn, boolean isHeadOnly) throws IOException {
        StringBuilder head = new StringBuilder(384);
        head.append("HTTP/1.1 ").append(answer.status()).append(' ').append(reason(answer.status()));
        head.append("\r\nContent-Type: ").append(answer.contentType());
        head.append("\r\nContent-Length: ").append(answer.body().length);
        List<String> headers = answer.headers();
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            head.append("\r\n").append(headers.get(i)).append(": ").append(headers.get(i + 1));
        }
        head.append(goesOn ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + (isHeadOnly ? 0 : answer.body().length)];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(answer.body(), 0, all, start.length, all.length - start.length);
        out.write(all);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 303 -> "See Other";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 404 -> "Not Found";
            case 409 -> "Conflict";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            default -> "Status";
        };
    }

    private @Nullable HttpRequest read() throws IOException {
        String requestLine = line(true);
        if (requestLine == null) {
            return null;
        }
        String[] words = requestLine.split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            throw new Malformed(400, "The request line is not that of HTTP/1.1.");
        }
        List<String> headers = new ArrayList<>(24);
        int bytes = requestLine.length();
        String line = line(false);
        while (line != null && !line.isEmpty()) {
            bytes += line.length();
            int colon = line.indexOf(':');
            if (colon <= 0 || bytes > MAX_HEAD_BYTES) {
                throw new Malformed(bytes > MAX_HEAD_BYTES ? 431 : 400, "The headers cannot be read.");
            }
            headers.add(line.substring(0, colon));
            headers.add(line.substring(colon + 1).strip());
            line = line(false);
        }
        String target = words[1];
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        HttpRequest head = new HttpRequest(words[0], path, query, headers, new byte[0]);
        return new HttpRequest(words[0], path, query, headers, body(head));
    }

    private byte[] body(HttpRequest head) throws IOException {
        if (head.headerOrEmpty("Expect").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
        }
        if (head.headerOrEmpty("Transfer-Encoding").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = head.header("Content-Length");
        return length == null ? new byte[0] : exactly(number(length, 10));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String size = line(false);
            int length = number(size == null ? "" : size.replaceFirst(";.*", "").strip(), 16);
            byte[] chunk = exactly(length);
            all.write(chunk, 0, chunk.length);
            line(false);
            if (length == 0) {
                return all.toByteArray();
            }
            if (all.size() > MAX_BODY_BYTES) {
                throw new Malformed(413, "The body is longer than 8 MiB.");
            }
        }
    }

    private static int number(String text, int radix) throws Malformed {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0 && number <= MAX_BODY_BYTES) {
                return number;
            }
            throw new Malformed(413, "The body is longer than 8 MiB.");
        } catch (NumberFormatException e) {
            throw new Malformed(400, "The body's length is not a number.");
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int got = 0;
        while (got < length) {
            if (from == to && !fill()) {
                throw new IOException("the caller went away within the body");
            }
            int some = Math.min(length - got, to - from);
            System.arraycopy(buffer, from, bytes, got, some);
            from += some;
            got += some;
        }
        return bytes;
    }

    /** The next line without its end; null when the caller hung up before it. */
    private @Nullable String line(boolean mayEnd) throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            if (from == to && !fill()) {
                if (mayEnd && line.isEmpty()) {
                    return null;
                }
                throw new IOException("the caller went away within the head");
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            boolean isWhole = end < to;
            int last = isWhole && end > from && buffer[end - 1] == '\r' ? end - 1 : end;
            line.append(new String(buffer, from, last - from, StandardCharsets.ISO_8859_1));
            from = isWhole ? end + 1 : to;
            if (line.length() > MAX_HEAD_BYTES) {
                throw new Malformed(431, "The headers are longer than 32 KiB.");
            }
            if (isWhole) {
                return stripped(line);
            }
        }
    }

    /** A carriage return that ended the buffer before its line feed came. */
    private static String stripped(StringBuilder line) {
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
    }

    private boolean fill() throws IOException {
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }
}
