package io.bursar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A collector of traces: takes OTLP over HTTP and reads of it what tests ask for. Numbers of fields are those of
 * opentelemetry/proto/trace/v1/trace.proto.
 */
final class SpanCollector implements AutoCloseable {
    private static final int LENGTH_DELIMITED = 2;

    private final HttpServer server;
    private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

    /** @param parent empty: a root */
    record Span(String trace, String id, String parent, String name, long beginNs, long endNs) {}

    SpanCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** All that came, as text in which what is no text is noise. */
    String received() {
        StringBuilder all = new StringBuilder();
        bodies.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (byte[] body : bodies) {
            for (byte[] resource : members(body, 1)) {
                for (byte[] scope : members(resource, 2)) {
                    members(scope, 2).forEach(span -> spans.add(span(span)));
                }
            }
        }
        return spans;
    }

    private static Span span(byte[] message) {
        return new Span(
                hex(message, 1),
                hex(message, 2),
                hex(message, 4),
                new String(members(message, 5).getFirst(), StandardCharsets.UTF_8),
                fixed64(message, 7),
                fixed64(message, 8));
    }

    private static String hex(byte[] message, int field) {
        List<byte[]> found = members(message, field);
        return found.isEmpty() ? "" : HexFormat.of().formatHex(found.getFirst());
    }

    private static long fixed64(byte[] message, int field) {
        return ByteBuffer.wrap(members(message, field).getFirst())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    /** The bytes of every member with this number. */
    private static List<byte[]> members(byte[] message, int wanted) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            int length =
                    switch ((int) (tag & 7)) {
                        case 0 -> varintLength(rest);
                        case 1 -> 8;
                        case LENGTH_DELIMITED -> (int) varint(rest);
                        case 5 -> 4;
                        default ->
                            throw new AssertionError(
                                    "no such wire type in " + HexFormat.of().formatHex(message));
                    };
            byte[] value = new byte[length];
            rest.get(value);
            if (tag >>> 3 == wanted) {
                found.add(value);
            }
        }
        return found;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static int varintLength(ByteBuffer bytes) {
        int length = 1;
        while (bytes.get(bytes.position() + length - 1) < 0) {
            length++;
        }
        return length;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
