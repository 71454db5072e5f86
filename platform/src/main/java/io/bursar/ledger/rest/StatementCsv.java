package io.bursar.ledger.rest;

import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Statement;
import io.bursar.ledger.Ids;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A statement as RFC 4180 text: a row for the opening balance, one for each movement, one for the totals and the
 * closing balance. A text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
final class StatementCsv {
    private static final String HEADER =
            "row,effective_at,recorded_at,entry,transaction,type,counterparty,reference,in,out,balance,currency";
    private static final String FORMULA_BEGINS = "=+-@\t\r";

    private final Writer out;

    StatementCsv(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    void begin(Statement statement) throws IOException {
        out.write(HEADER + "\r\n");
        edge("opening", statement.from(), statement);
        figures(null, null, statement.opening(), statement.ref().currency().code());
    }

    void movement(HistoryEntry movement) throws IOException {
        long change = movement.change();
        text("movement");
        text(movement.effectiveAt().toString());
        text(movement.recordedAt().toString());
        text(Ids.entry(movement.seq(), movement.side()));
        text(Ids.command(movement.transaction(), movement.kind()));
        text(movement.kind().name().toLowerCase(Locale.ROOT));
        text(movement.counterparty().path());
        text(movement.reference());
        figures(
                change > 0 ? change : null,
                change < 0 ? -change : null,
                movement.balance(),
                movement.counterparty().currency().code());
    }

    void end(Statement statement) throws IOException {
        edge("closing", statement.to(), statement);
        figures(
                statement.in(),
                statement.out(),
                statement.closing(),
                statement.ref().currency().code());
        out.flush();
    }

    private void edge(String row, Instant time, Statement statement) throws IOException {
        text(row);
        text(time.toString());
        text(null);
        text(Ids.account(statement.account()));
        text(null);
        text(null);
        text(statement.ref().path());
        text(null);
    }

    private void figures(@Nullable Long in, @Nullable Long outgoing, long balance, String currency) throws IOException {
        out.write((in == null ? "" : in.toString()) + ',' + (outgoing == null ? "" : outgoing.toString()) + ','
                + balance + ',' + currency + "\r\n");
    }

    private void text(@Nullable String value) throws IOException {
        out.write(field(value == null ? "" : value));
        out.write(',');
    }

    /** A text as a field. */
    static String field(String text) {
        boolean likeFormula = !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0;
        String safe = likeFormula ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
