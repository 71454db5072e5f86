package io.bursar.console.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.springframework.stereotype.Component;

/**
 * The files that pages load: these and no others. An address names the content by its hash, so a browser may keep it
 * for ever. Each is read when it is first asked for, not at the start.
 */
@Component
public final class Assets {
    private static final String WEBJARS = "META-INF/resources/webjars/";
    private static final Map<String, Source> SOURCES = Map.of(
            "tabler.css", new Source(WEBJARS + "tabler__core/1.4.0/dist/css/tabler.min.css", "text/css;charset=utf-8"),
            "console.css", new Source("console/console.css", "text/css;charset=utf-8"),
            "htmx.js", new Source(WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js", "text/javascript;charset=utf-8"),
            "theme.js", new Source("console/theme.js", "text/javascript;charset=utf-8"),
            "console.js", new Source("console/console.js", "text/javascript;charset=utf-8"),
            "icon.svg", new Source("console/icon.svg", "image/svg+xml"));
    private static final int HASH_DIGITS = 12;

    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    private record Source(String resource, String contentType) {}

    private record Asset(String contentType, byte[] plain, byte[] zipped, String hash) {}

    /** Where a page finds a file. */
    String url(String name) {
        return "/assets/" + asset(name).hash() + "/" + name;
    }

    /** Answers with a file, or 404. */
    public void send(String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = path.substring(path.indexOf('/') + 1);
        if (!SOURCES.containsKey(name) || !request.getMethod().matches("GET|HEAD")) {
            response.setStatus(404);
            return;
        }
        Asset asset = asset(name);
        boolean isCurrent = path.equals(asset.hash() + "/" + name);
        String accepted = request.getHeader("Accept-Encoding");
        boolean zips = accepted != null && accepted.contains("gzip");
        byte[] body = zips ? asset.zipped() : asset.plain();
        response.setHeader("Cache-Control", isCurrent ? "public, max-age=31536000, immutable" : "no-store");
        response.setHeader("Vary", "Accept-Encoding");
        if (zips) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType(asset.contentType());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private Asset asset(String name) {
        return loaded.computeIfAbsent(name, Assets::load);
    }

    private static Asset load(String name) {
        Source source = SOURCES.get(name);
        if (source == null) {
            throw new IllegalArgumentException("there is no asset " + name);
        }
        try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(source.resource())) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + source.resource());
            }
            byte[] plain = in.readAllBytes();
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(plain);
            }
            return new Asset(source.contentType(), plain, zipped.toByteArray(), hash(plain));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
