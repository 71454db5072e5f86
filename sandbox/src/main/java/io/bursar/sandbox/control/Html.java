package io.bursar.sandbox.control;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;

/** What the sandbox's pages have in common. */
final class Html {
    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#16191d;--quiet:#535a63;--line:#d8dce1;\
            --edge:#6b727b;--act:#1d4ed8;--on-act:#fff;--good:#14612f;--good-bg:#dff3e4;--bad:#97180f;--bad-bg:#fde5e2;\
            --wait:#6b4500;--wait-bg:#fdf0cf;--banner:#6d3200}
            @media (prefers-color-scheme:dark){:root{--page:#101214;--card:#1a1d21;--ink:#eceef0;--quiet:#a9b1ba;\
            --line:#31363c;--edge:#858d97;--act:#a8c1ff;--on-act:#0b1a44;--good:#9be3b1;--good-bg:#123620;\
            --bad:#ffb4ab;--bad-bg:#4a1712;--wait:#f5d68a;--wait-bg:#3d2d06}}
            *{box-sizing:border-box}
            body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;margin:0;\
            color:var(--ink);background:var(--page)}
            .banner{background:var(--banner);color:#fff;margin:0;padding:.4rem 1rem;text-align:center;font-size:.9rem}
            main{max-width:68rem;margin:0 auto;padding:1rem}
            main.small{max-width:26rem;padding-top:8vh}
            h1{font-size:1.5rem;margin:.5rem 0}
            h2{font-size:1.1rem;margin:0 0 .75rem}
            a{color:var(--act)}
            .card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem;margin:1rem 0}
            .cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));align-items:start}
            .cards .card{margin:0}
            .head{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;justify-content:space-between}
            .quiet,.hint{color:var(--quiet)}
            .hint{font-size:.85rem;margin:.15rem 0 0}
            .scroll{overflow-x:auto}
            table{border-collapse:collapse;width:100%;font-size:.95rem}
            th{color:var(--quiet);font-weight:600;font-size:.85rem}
            th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
            tr:last-child td{border-bottom:0}
            .number{text-align:right;font-variant-numeric:tabular-nums}
            code{font:.85em/1.4 ui-monospace,"DejaVu Sans Mono",monospace}
            .state{border-radius:1rem;padding:.1rem .6rem;font-size:.85rem;background:var(--line)}
            .state.good{color:var(--good);background:var(--good-bg)}
            .state.bad{color:var(--bad);background:var(--bad-bg)}
            .state.wait{color:var(--wait);background:var(--wait-bg)}
            label{display:block;margin-top:.75rem;font-weight:600;font-size:.9rem}
            input,select{font:inherit;width:100%;padding:.5rem .6rem;border:1px solid var(--edge);border-radius:.4rem;\
            background:var(--card);color:var(--ink)}
            button{font:inherit;font-weight:600;min-height:2.75rem;padding:.4rem 1rem;border-radius:.4rem;\
            cursor:pointer;\
            background:var(--act);color:var(--on-act);border:1px solid var(--act);margin:.9rem .5rem 0 0}
            button.quiet{background:var(--card);color:var(--ink);border-color:var(--edge)}
            button.wide{width:100%;margin-right:0}
            td button{margin:0;min-height:2rem;padding:.1rem .7rem}
            :focus-visible{outline:3px solid var(--act);outline-offset:2px}
            .amount{font-size:2.2rem;font-weight:700;margin:.25rem 0;font-variant-numeric:tabular-nums}
            .middle{text-align:center}
            dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;margin:1rem 0 0;font-size:.9rem}
            dt{color:var(--quiet)}
            dd{margin:0;text-align:right;overflow-wrap:anywhere}
            """;

    /** How wide a page is. */
    enum Width {
        WIDE,
        /** As a phone: what payers see. */
        SMALL
    }

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** As people write it, such as {@code INR 1,234.50}. */
    static String money(long minor, String currency) {
        String code = currency.toUpperCase(Locale.ROOT);
        int digits;
        try {
            digits = Math.max(0, Currency.getInstance(code).getDefaultFractionDigits());
        } catch (IllegalArgumentException e) {
            digits = 2;
        }
        BigDecimal amount = BigDecimal.valueOf(minor, digits);
        return code + " " + String.format(Locale.ROOT, "%,." + digits + "f", amount);
    }

    static String small(String title, String body) {
        return page(title, Width.SMALL, body);
    }

    /** A payer's page that has only something to say. */
    static String says(String title, String text) {
        return small(
                title, "<div class=\"card middle\">\n<h1>" + escape(title) + "</h1>\n<p>" + text + "</p>\n</div>\n");
    }

    static String page(String title, Width width, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + escape(title)
                + "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<link rel=\"icon\" href=\"data:,\">\n<style>" + STYLE
                + "</style>\n</head>\n<body>\n<header><p class=\"banner\">Sandbox: nothing here is a real payment.</p>"
                + "</header>\n<main" + (width == Width.SMALL ? " class=\"small\"" : "") + ">\n" + body
                + "</main>\n</body>\n</html>\n";
    }
}
