package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.Json;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * {@code ledger.setting}: the closed periods and the chart as of the row that changed them last, and the number of
 * accounts when it was written, which may be later than the last sealed row.
 */
final class SettingCheckpoint {
    private static final String QUERY = """
            SELECT seq, accounts, (extract(epoch FROM closed_until) * 1000000)::int8, chart
            FROM ledger.setting
            WHERE book = ?""";

    private final Accounts accounts;
    private final Directives directives;
    private final Findings findings;
    private final Finding.Place place;
    private long seq = Long.MAX_VALUE;
    private long openAccounts;
    private long closedUntil = LogRow.NONE;
    private @Nullable String chart;
    private boolean compared;
    private long changedWhenSealed;
    private int accountsWhenSealed;
    private boolean anySealed;

    SettingCheckpoint(Snapshot snapshot, int book, Accounts accounts, Directives directives, Findings findings)
            throws SQLException {
        this.accounts = accounts;
        this.directives = directives;
        this.findings = findings;
        place = new Finding.Place.Book(book);
        try (PreparedStatement statement = snapshot.query(QUERY)) {
            statement.setInt(1, book);
            read(statement);
        }
    }

    private void read(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (row.next()) {
                seq = row.getLong(1);
                openAccounts = row.getLong(2);
                long until = row.getLong(3);
                closedUntil = row.wasNull() ? LogRow.NONE : until;
                chart = row.getString(4);
            }
        }
    }

    /** The log was folded up to and including this row. */
    void passed(long row) {
        if (compared || row < seq) {
            return;
        }
        compared = true;
        if (closedUntil != directives.closedUntil) {
            findings.damage(Check.SETTING_CHECKPOINT, place, "another closed period than the log's");
        }
        if (!storedChart().equals(directives.chart)) {
            findings.damage(Check.SETTING_CHECKPOINT, place, "another chart than the log's");
        }
    }

    private Charts storedChart() {
        if (chart == null) {
            return Charts.EMPTY;
        }
        try {
            Object parsed = Json.parse(chart);
            Object patterns = parsed instanceof Map<?, ?> map ? map.get("patterns") : parsed;
            return patterns instanceof List<?> list ? Charts.read(list, seq, findings) : Charts.EMPTY;
        } catch (JacksonException broken) {
            findings.damage(Check.SETTING_CHECKPOINT, place, "the chart is not JSON: %s", broken.getOriginalMessage());
            return Charts.EMPTY;
        }
    }

    /** The log was folded up to the end of the last sealed partition. */
    void sealed() {
        anySealed = true;
        changedWhenSealed = directives.changed;
        accountsWhenSealed = accounts.count;
    }

    void finish() {
        if (seq != Long.MAX_VALUE && !compared) {
            findings.damage(
                    Check.SETTING_CHECKPOINT,
                    place,
                    "the settings are of row %d, which the log has not reached",
                    LedgerId.position(seq));
        }
        if (seq == Long.MAX_VALUE) {
            if (anySealed) {
                findings.damage(Check.SETTING_CHECKPOINT, place, "partitions are sealed, but there are no settings");
            }
            return;
        }
        if (openAccounts < accountsWhenSealed || openAccounts > accounts.count) {
            findings.damage(
                    Check.SETTING_CHECKPOINT,
                    place,
                    "%d accounts were open when the last partition was sealed and %d are now, the settings say %d",
                    accountsWhenSealed,
                    accounts.count,
                    openAccounts);
        }
        if (seq < changedWhenSealed) {
            findings.damage(
                    Check.SETTING_CHECKPOINT,
                    place,
                    "the settings are of row %d, but sealed row %d changed them",
                    LedgerId.position(seq),
                    LedgerId.position(changedWhenSealed));
        }
    }
}
