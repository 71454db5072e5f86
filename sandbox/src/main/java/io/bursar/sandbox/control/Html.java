package io.bursar.sandbox.control;

/** What the sandbox's pages have in common. */
final class Html {
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1b1b1b;\
            background:#fff}
            .banner{background:#7a3b00;color:#fff;padding:.5rem 1rem;border-radius:.25rem}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ccc}
            td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
            label{display:block;margin-top:.5rem}
            input,select,button{font:inherit;padding:.4rem .6rem;border:1px solid #767676;border-radius:.25rem}
            button{background:#1d4ed8;color:#fff;border-color:#1d4ed8;margin:.5rem .5rem .5rem 0;cursor:pointer}
            button.quiet{background:#fff;color:#1b1b1b;border-color:#767676}
            :focus-visible{outline:3px solid #b45309;outline-offset:2px}
            @media (prefers-color-scheme:dark){body{background:#161616;color:#f0f0f0}th,td{border-color:#444}\
            input,select,button.quiet{background:#222;color:#f0f0f0}}
            """;

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String page(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + escape(title)
                + "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>" + STYLE
                + "</style>\n</head>\n<body>\n<p class=\"banner\" role=\"note\">"
                + "Sandbox: nothing here is a real payment.</p>"
                + "\n<main>\n<h1>" + escape(title) + "</h1>\n" + body + "</main>\n</body>\n</html>\n";
    }
}
