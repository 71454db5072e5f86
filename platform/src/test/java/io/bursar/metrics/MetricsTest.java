package io.bursar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.engine.AccountKind;
import io.bursar.engine.TrialBalance;
import io.bursar.ledger.Checkup;
import io.bursar.ledger.LogEnds;
import io.bursar.ledger.OpenBooks;
import io.bursar.money.Currency;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final RunningBursar bursar = RunningBursar.shared();

    @Test
    void what_the_ledger_did_is_counted() {
        Traffic.make(bursar);
        double applied = value("ledger_commands_total{book=\"1\",command=\"transact\",outcome=\"applied\"}");
        double refused = value("ledger_commands_total{book=\"1\",command=\"transact\",outcome=\"insufficient_funds\"}");
        double commits = value("ledger_batch_phase_seconds_count{book=\"1\",phase=\"commit\"}");
        Traffic.make(bursar);
        assertThat(value("ledger_commands_total{book=\"1\",command=\"transact\",outcome=\"applied\"}"))
                .isGreaterThanOrEqualTo(applied + 1);
        assertThat(value("ledger_commands_total{book=\"1\",command=\"transact\",outcome=\"insufficient_funds\"}"))
                .isGreaterThanOrEqualTo(refused + 1);
        assertThat(value("ledger_batch_phase_seconds_count{book=\"1\",phase=\"commit\"}"))
                .isGreaterThan(commits);
        assertThat(value("ledger_writable{book=\"1\"}")).isEqualTo(1);
        String refusals = "{method=\"post\",route=\"/v1/transactions\",status=\"402\"}";
        assertThat(value("http_server_requests_seconds_count" + refusals)).isPositive();
    }

    @Test
    void samples_say_that_the_books_add_up_and_that_this_node_is_up_to_date() {
        Traffic.make(bursar);
        bursar.bean(Samples.class).take();
        assertThat(value("ledger_imbalance_minor_units{book=\"1\",currency=\"inr\"}"))
                .isZero();
        assertThat(value("ledger_node_lag_rows{book=\"1\"}")).isGreaterThanOrEqualTo(0);
    }

    @Test
    void debits_and_credits_that_are_apart_are_told_posted_and_held_each_for_itself() {
        Currency inr = Currency.of("inr");
        TrialBalance damaged = new TrialBalance(
                1,
                List.of(
                        new TrialBalance.Line(inr, AccountKind.ASSET, 1, 500, 500, -2),
                        new TrialBalance.Line(inr, AccountKind.LIABILITY, 1, 493, -493, 0)));
        assertThat(Samples.apart(damaged)).isEqualTo(Map.of(inr, 9L));
    }

    @Test
    void the_doctor_s_last_word_has_an_age() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Checkup doctor = book -> Optional.of(new Checkup.Result(Instant.now().minusSeconds(100), 3));
        new Samples(registry, bursar.bean(OpenBooks.class), bursar.bean(LogEnds.class), List.of(doctor), List.of())
                .take();
        String page = registry.scrape();
        assertThat(read(page, "ledger_doctor_age_seconds{book=\"1\"}")).isBetween(99.0, 200.0);
        assertThat(read(page, "ledger_doctor_findings{book=\"1\"}")).isEqualTo(3);
        new Samples(registry, bursar.bean(OpenBooks.class), bursar.bean(LogEnds.class), List.of(), List.of()).take();
    }

    @Test
    void a_book_that_is_closed_leaves_no_series_behind() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        BookMetrics metrics = new BookMetrics(registry);
        metrics.observer(7);
        metrics.observer(8);
        metrics.closed(7);
        assertThat(registry.scrape()).contains("book=\"8\"").doesNotContain("book=\"7\"");
    }

    @Test
    void whatever_method_a_client_makes_up_is_one_series() {
        bursar.request("BREW", "/v1/chart").send();
        assertThat(page()).contains("method=\"other\"").doesNotContain("brew");
    }

    @Test
    void metrics_are_for_keys_with_the_right_alone() {
        bursar.get("/metrics").without("Authorization").expect(401);
        bursar.get("/metrics").bearer(bursar.keyWithoutRights()).send().expectError(403, "right_missing", null);
        assertThat(bursar.get("/metrics").expect(200).header("Content-Type")).startsWith("text/plain;version=0.0.4");
    }

    private String page() {
        return bursar.get("/metrics").expect(200).text();
    }

    private double value(String series) {
        return read(page(), series);
    }

    private static double read(String page, String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(page);
        assertThat(line.find()).as("%s in %s", series, page).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
