package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.BinaryCopy;
import io.bursar.engine.doctor.scan.HashChain;
import io.bursar.engine.doctor.scan.KeyForm;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Pace;
import io.bursar.engine.doctor.scan.Partitions;
import io.bursar.engine.doctor.scan.SearchIndex;
import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One pass over a book. */
final class Examination implements AutoCloseable {
    private static final String REVERSED = """
            SELECT DISTINCT substring(detail FROM '"target" *: *([0-9]{1,18})')::int8
            FROM %s
            WHERE kind = 2 AND leg = 0 AND detail ~ '"target" *: *[0-9]{1,18}[^0-9]'""";

    private static final String NOW = "SELECT clock_timestamp()";

    private final Snapshot snapshot;
    private final int book;
    private final FilterCheck filters;
    private final Pace pace;
    private final Findings findings = new Findings();
    private final Accounts accounts = new Accounts();
    private final Directives directives = new Directives(accounts, findings);
    private final List<Partitions.Partition> partitions;
    private final Targets targets;
    private final Commands commands;
    private final RowForm form = new RowForm(findings);
    private final Keys keys = new Keys(findings);
    private final Batches batches;
    private final HashChain chain;
    private final Seals seals;
    private final AccountCheckpoints accountCheckpoints;
    private final ClaimCheckpoints claimCheckpoints;
    private final SettingCheckpoint setting;
    private final DayDeltas deltas = new DayDeltas(findings);
    private final SearchIndex search;
    private final LogRow row = new LogRow();
    private boolean passedWatermark;
    private byte @Nullable [] filter;
    private long rows;

    Examination(Snapshot snapshot, int book, FilterCheck filters, Pace pace) throws SQLException {
        this.snapshot = snapshot;
        this.book = book;
        this.filters = filters;
        this.pace = pace;
        partitions = Partitions.list(snapshot, book);
        registered();
        targets = new Targets(reversed(), findings);
        commands = new Commands(accounts, directives, targets, findings);
        batches = new Batches(snapshot, book, findings);
        chain = new HashChain(
                snapshot,
                book,
                (batch, what) -> findings.damage(Check.HASH_CHAIN, new Finding.Place.Batch(batch), "%s", what));
        search = new SearchIndex(snapshot, book, searchFindings());
        seals = new Seals(snapshot, book, findings);
        accountCheckpoints = new AccountCheckpoints(snapshot, book, accounts, findings);
        claimCheckpoints = new ClaimCheckpoints(snapshot, book, targets, findings);
        setting = new SettingCheckpoint(snapshot, book, accounts, directives, findings);
    }

    private SearchIndex.Differences searchFindings() {
        return new SearchIndex.Differences() {
            @Override
            public void row(long seq, String what) {
                findings.damage(Check.SEARCH_INDEX, seq, "%s", what);
            }

            @Override
            public void partition(int number, String what) {
                findings.damage(Check.SEARCH_INDEX, new Finding.Place.Partition(number), "%s", what);
            }
        };
    }

    private void registered() {
        if (partitions.isEmpty()) {
            findings.damage(Check.BOOK, new Finding.Place.Book(book), "the book is not registered or has no partition");
        }
    }

    /** Partitions that the log reaches; those ahead of it may be there or not. */
    private void noneMissing() {
        for (int i = 0; i < partitions.size(); i++) {
            Partitions.Partition partition = partitions.get(i);
            if (partition.number() != i && partition.atNumber(i).lowSeq() <= batches.lastSeq()) {
                findings.damage(Check.BOOK, new Finding.Place.Partition(i), "the partition is missing");
                return;
            }
        }
    }

    private long[] reversed() throws SQLException {
        TreeSet<Long> ids = new TreeSet<>();
        for (Partitions.Partition partition : partitions) {
            snapshot.read(REVERSED.formatted(partition.logTable()), columns -> ids.add(columns.number()));
        }
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    DoctorReport run() throws SQLException {
        long began = System.nanoTime();
        for (Partitions.Partition partition : partitions) {
            partition(partition);
        }
        finish();
        Sums sums = new Sums(snapshot, book, accounts, findings);
        List<DoctorReport.CurrencySum> byCurrency = sums.byCurrency();
        List<DoctorReport.Overdrawn> beyond = sums.beyondLimits();
        return new DoctorReport(
                book,
                now(),
                batches.lastSeq(),
                rows,
                new DoctorReport.Chained(chain.last(), batches.number()),
                commands.commands,
                commands.facts,
                keys.count,
                (System.nanoTime() - began) / 1e9,
                findings.kept(),
                findings.counts(),
                byCurrency,
                beyond,
                commands.healed());
    }

    private Instant now() throws SQLException {
        try (PreparedStatement statement = snapshot.query(NOW);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private void partition(Partitions.Partition partition) throws SQLException {
        filter = seals.filter(partition.number());
        deltas.begin(partition);
        search.begin(partition);
        // A partition that is not sealed yet is read in one go: sealing waits for whoever reads it.
        pace.restIf(seals.isSealed(partition.number()));
        snapshot.read("SELECT " + LogRow.COLUMNS + " FROM " + partition.logTable() + " ORDER BY seq", this::row);
        if (seals.isSealed(partition.number())) {
            deltas.compare(snapshot);
            search.compare(snapshot);
        }
    }

    private void row(BinaryCopy columns) throws SQLException {
        row.read(columns);
        rows++;
        pace.row();
        if (!batches.accept(row)) {
            return;
        }
        chain.row(row, columns, batches);
        if (!passedWatermark && row.seq > seals.watermark()) {
            sealed();
        }
        if (row.leg == 0) {
            claimCheckpoints.before(row.seq);
        }
        keys.look(row);
        search.row(row);
        if (filter != null && row.key != null && !filters.mayContain(filter, row.key)) {
            findings.damage(Check.KEY_FILTERS, row.seq, "the filter denies key %s", KeyForm.show(row.key));
        }
        if (form.isSound(row)) {
            commands.row(row, batches);
            deltas.row(row, batches.at());
        }
        accountCheckpoints.passed(row.seq);
        setting.passed(row.seq);
    }

    /** Everything up to the end of the last sealed partition is folded. */
    private void sealed() {
        passedWatermark = true;
        if (seals.isSealed(0)) {
            accountCheckpoints.sealed();
            claimCheckpoints.sealed();
            setting.sealed();
        }
    }

    private void finish() throws SQLException {
        commands.finish();
        batches.finish();
        chain.finish();
        noneMissing();
        if (!passedWatermark) {
            sealed();
        }
        accountCheckpoints.finish();
        claimCheckpoints.finish(batches.lastSeq());
        setting.finish();
        seals.look(partitions, batches.lastSeq());
        keys.finish(snapshot, partitions);
        int unindexed = search.finish();
        if (unindexed > 0) {
            findings.notice(
                    Check.SEARCH_INDEX,
                    new Finding.Place.Book(book),
                    "%d sealed partitions wait for their search index",
                    unindexed);
        }
    }

    @Override
    public void close() throws SQLException {
        try (keys;
                batches;
                chain;
                accountCheckpoints;
                claimCheckpoints) {
            filter = null;
        }
    }
}
