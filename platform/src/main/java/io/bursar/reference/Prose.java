package io.bursar.reference;

/** The little Markdown that the document uses, as HTML: paragraphs, {@code `code`} and {@code **strong**}. */
final class Prose {
    private Prose() {}

    /** One piece of text within a line. */
    static String line(String text) {
        String escaped = text.strip()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
        return escaped.replaceAll("`([^`]+)`", "<code>$1</code>")
                .replaceAll("\\*\\*([^*]+)\\*\\*", "<strong>$1</strong>")
                .replaceAll("\\s+", " ");
    }

    /** Paragraphs, parted by empty lines. */
    static String paragraphs(String text) {
        if (text.isBlank()) {
            return "";
        }
        StringBuilder html = new StringBuilder();
        for (String paragraph : text.strip().split("\\n\\s*\\n", -1)) {
            html.append("<p>").append(line(paragraph)).append("</p>\n");
        }
        return html.toString();
    }
}
