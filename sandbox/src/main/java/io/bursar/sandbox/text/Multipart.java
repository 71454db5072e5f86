package io.bursar.sandbox.text;

import io.bursar.sandbox.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code multipart/form-data}: fields and files. So that the journal can keep it as text it is written again as
 * JSON or as a form, a file as a tree of {@code name}, {@code type} and {@code bytes} (in base 64).
 */
public final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";,\\s]{1,70})\"?");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*([^\\s;]+)");

    private final Map<String, Object> parts = new LinkedHashMap<>();

    private Multipart() {}

    /** A file that was sent. */
    public record Upload(String name, String type, byte[] bytes) {}

    /** Whether the body says that it is one. */
    public static boolean isMeant(HttpRequest request) {
        return request.headerOrEmpty("Content-Type").toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /** Null when the body cannot be read. */
    public static @Nullable Multipart parse(HttpRequest request) {
        Matcher boundary = BOUNDARY.matcher(request.headerOrEmpty("Content-Type"));
        if (!boundary.find()) {
            return null;
        }
        // Every byte is one letter of this character set, so that texts can be searched without loss.
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        String mark = "--" + boundary.group(1);
        Multipart parsed = new Multipart();
        int at = body.indexOf(mark);
        while (at >= 0 && !body.startsWith("--", at + mark.length())) {
            int next = body.indexOf("\r\n" + mark, at);
            int gap = body.indexOf("\r\n\r\n", at);
            if (next < 0
                    || gap < 0
                    || gap > next
                    || !parsed.take(body.substring(at, gap), body.substring(gap + 4, next))) {
                return null;
            }
            at = next + 2;
        }
        return at < 0 ? null : parsed;
    }

    private boolean take(String head, String content) {
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            return false;
        }
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        Matcher file = FILE_NAME.matcher(head);
        if (file.find()) {
            Matcher type = TYPE.matcher(head);
            String fileName = new String(file.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            parts.put(
                    name.group(1),
                    new Upload(fileName, type.find() ? type.group(1) : "application/octet-stream", bytes));
        } else {
            parts.put(name.group(1), new String(bytes, StandardCharsets.UTF_8));
        }
        return true;
    }

    public String json() {
        JsonWriter json = new JsonWriter().open();
        parts.forEach((name, value) -> {
            if (value instanceof Upload file) {
                json.open(name).put("name", file.name()).put("type", file.type());
                json.put("bytes", Base64.getEncoder().encodeToString(file.bytes()))
                        .close();
            } else {
                json.put(name, value.toString());
            }
        });
        return json.close().toString();
    }

    public String form() {
        StringBuilder form = new StringBuilder();
        parts.forEach((name, value) -> {
            if (value instanceof Upload file) {
                pair(form, name + "[name]", file.name());
                pair(form, name + "[type]", file.type());
                pair(form, name + "[bytes]", Base64.getEncoder().encodeToString(file.bytes()));
            } else {
                pair(form, name, value.toString());
            }
        });
        return form.toString();
    }

    private static void pair(StringBuilder form, String name, String value) {
        form.append(form.isEmpty() ? "" : "&").append(java.net.URLEncoder.encode(name, StandardCharsets.UTF_8));
        form.append('=').append(java.net.URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /** A file out of what {@link #json} or {@link #form} wrote; null when the tree holds none. */
    public static @Nullable Upload upload(Tree tree) {
        String name = tree.text("name");
        String type = tree.text("type");
        String bytes = tree.text("bytes");
        if (name == null || type == null || bytes == null) {
            return null;
        }
        try {
            return new Upload(name, type, Base64.getDecoder().decode(bytes));
        } catch (IllegalArgumentException e) {
            // A caller wrote these names without a file.
            return null;
        }
    }
}
