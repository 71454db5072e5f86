package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.PeriodClose;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which periods are closed, and who closed and reopened them. */
final class PeriodsRoom {
    private static final int ROWS = 25;

    private final Press press;
    private final LedgerReader reader;
    private final Callers callers;

    PeriodsRoom(Press press, LedgerReader reader, Callers callers) {
        this.press = press;
        this.reader = reader;
        this.callers = callers;
    }

    /**
     * @param closedUntil what takes effect before it is refused now; null: everything is open
     * @param older address of the page of older ones; empty: there are none
     */
    record Periods(@Nullable Instant closedUntil, List<Line> lines, boolean isFirst, String older) {}

    record Line(PeriodClose close, PeriodClose.Effect effect, String caller) {}

    Page show(Visit visit) {
        long from = visit.row("before");
        // Two more: one tells whether there is another page, one what the page's last one did.
        List<PeriodClose> found = reader.times().periodCloses(from, ROWS + 2);
        List<Line> lines = IntStream.range(0, Math.min(found.size(), ROWS))
                .mapToObj(i -> new Line(
                        found.get(i),
                        found.get(i).effectAfter(i + 1 < found.size() ? found.get(i + 1) : null),
                        Show.caller(callers, found.get(i).key())))
                .toList();
        String older = found.size() > ROWS
                ? "/periods?before=" + LedgerId.position(lines.getLast().close().id())
                : "";
        List<PeriodClose> newest = reader.times().periodCloses(0, 1);
        Instant closedUntil = newest.isEmpty() ? null : newest.getFirst().before();
        return press.page(visit, "Periods", "periods", new Periods(closedUntil, lines, from == 0, older));
    }
}
