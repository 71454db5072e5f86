package io.bursar.api;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code multipart/form-data} (RFC 7578): texts, and files. */
final class FormParts {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";,\\s]{1,70})\"?");
    private static final Pattern NAME = Pattern.compile("(?i)[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[; ]filename=\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*([^\\s;]+)");
    private static final int PARTS_MAX = 50;
    private static final int FILE_NAME_MAX = 255;

    private FormParts() {}

    /** @param contentType the header as it was sent */
    static Group parse(@Nullable String contentType, byte[] bytes) {
        Matcher boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
        if (!boundary.find()) {
            throw broken();
        }
        // Every byte is one letter of this character set, so that texts can be searched without loss.
        String body = new String(bytes, StandardCharsets.ISO_8859_1);
        String mark = "--" + boundary.group(1);
        Group parts = Group.empty();
        int at = body.indexOf(mark);
        while (at >= 0 && !body.startsWith("--", at + mark.length())) {
            int next = body.indexOf("\r\n" + mark, at + mark.length());
            int gap = body.indexOf("\r\n\r\n", at);
            if (next < 0 || gap < 0 || gap > next || parts.members().size() >= PARTS_MAX) {
                throw broken();
            }
            take(parts, body.substring(at, gap), body.substring(Math.min(gap + 4, next), next));
            at = next + 2;
        }
        if (at < 0) {
            throw broken();
        }
        return parts;
    }

    private static void take(Group parts, String head, String content) {
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            throw broken();
        }
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        String param = text(name.group(1), "body");
        Matcher file = FILE_NAME.matcher(head);
        Object value = file.find() ? upload(text(file.group(1), param), head, bytes) : text(content, param);
        if (parts.members().put(param, value) != null) {
            throw Problem.of(ErrorCode.PARAMETER_DUPLICATE, param + " was sent twice.", param)
                    .asException();
        }
    }

    private static Upload upload(String name, String head, byte[] content) {
        Matcher type = TYPE.matcher(head);
        String said = type.find() ? type.group(1).toLowerCase(Locale.ROOT) : "application/octet-stream";
        String plain = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return new Upload(
                plain.length() > FILE_NAME_MAX ? plain.substring(plain.length() - FILE_NAME_MAX) : plain,
                said,
                content);
    }

    private static String text(String latin, String param) {
        byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
        return Texts.admit(Texts.decode(bytes, param).toString(), param);
    }

    private static ProblemException broken() {
        return Problem.of(ErrorCode.REQUEST_INVALID, "The body is not the multipart/form-data that it is said to be.")
                .asException();
    }
}
