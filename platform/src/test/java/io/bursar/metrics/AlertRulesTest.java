package io.bursar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The alert rules, their tests, their runbooks and the dashboard speak of metrics that there are. */
class AlertRulesTest {
    /** Series that Prometheus makes itself. */
    private static final Set<String> ITS_OWN = Set.of("up");
    /** Series that there are once a gateway is configured: GatewaysTest holds that. */
    private static final Set<String> OF_GATEWAYS = Set.of("gateways_breaker_open", "gateways_calls_seconds_count");

    private static final Pattern METRIC = Pattern.compile(
            "\\b(?:ledger|disputes|payments|schedules|gateways|inbox|http_server|hikaricp|jvm|process)_\\w+"
                    + "|\\bup(?=\\{)");
    private static final Path ROOT = Tidy.repositoryRoot();

    private record Rule(String alert, String expr, Map<String, Object> labels, Map<String, Object> annotations) {}

    private record Case(String alert, List<Map<String, Object>> series, List<Map<String, Object>> checks) {}

    @TestFactory
    Stream<DynamicTest> every_metric_of_a_rule_is_on_the_page() throws IOException {
        Set<String> known = knownMetrics();
        return rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.alert(), () -> {
                    assertThat(metricsIn(rule.expr())).isNotEmpty().isSubsetOf(known);
                    assertThat(at(rule.labels(), "severity")).isIn("page", "ticket");
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_rule_is_tested_firing_and_with_series_of_its_own() throws IOException {
        List<Case> cases = cases();
        return rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.alert(), () -> {
                    Case test = cases.stream()
                            .filter(each -> each.alert().equals(rule.alert()))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("alerts_test.yaml has no test of " + rule.alert()));
                    Collection<String> metrics = metricsIn(rule.expr());
                    for (Map<String, Object> series : test.series()) {
                        assertThat(metricsIn(at(series, "series").toString())).isSubsetOf(metrics);
                        assertThat(at(series, "values").toString()).matches("[-+0-9x ]+");
                    }
                    List<Object> fired = new ArrayList<>();
                    for (Map<String, Object> check : test.checks()) {
                        assertThat(at(check, "alertname")).isEqualTo(rule.alert());
                        fired.addAll((Collection<?>) at(check, "exp_alerts"));
                    }
                    assertThat(fired).as("a test in which it fires").hasSize(1);
                    checkExpected(rule, map(fired.getFirst()));
                }));
    }

    /** The labels of the rule, and its texts with the labels filled in. */
    private static void checkExpected(Rule rule, Map<String, Object> fired) {
        Map<String, Object> labels = map(at(fired, "exp_labels"));
        assertThat(labels).containsAllEntriesOf(rule.labels());
        Map<String, Object> filled = new LinkedHashMap<>();
        rule.annotations()
                .forEach((name, text) -> filled.put(
                        name,
                        Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}")
                                .matcher(text.toString())
                                .replaceAll(label ->
                                        Matcher.quoteReplacement(String.valueOf(labels.get(label.group(1)))))));
        assertThat(map(at(fired, "exp_annotations"))).isEqualTo(filled);
    }

    @Test
    void every_rule_has_a_runbook_and_every_runbook_a_rule() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Rule rule : rules()) {
            String page = at(rule.annotations(), "runbook_url").toString();
            named.add(page);
            assertThat(Files.readString(ROOT.resolve(page)))
                    .startsWith("# " + rule.alert() + "\n")
                    .contains("**It means**", "**Look**", "**Do**");
        }
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/runbooks"))) {
            assertThat(pages.map(page -> "docs/runbooks/" + page.getFileName())
                            .filter(page -> !page.endsWith("README.md")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }

    @Test
    void the_dashboard_shows_metrics_that_there_are() throws IOException {
        JsonNode dashboard = new JsonMapper().readTree(Files.readString(ROOT.resolve("deploy/grafana/bursar.json")));
        Set<String> used = new TreeSet<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.at("/panels")) {
            assertThat(ids.add(panel.at("/id").asInt())).as("panel ids differ").isTrue();
            for (JsonNode target : panel.at("/targets")) {
                used.addAll(metricsIn(target.at("/expr").asString()));
            }
        }
        assertThat(used).hasSizeGreaterThan(15).isSubsetOf(knownMetrics());
    }

    private static Set<String> knownMetrics() {
        RunningBursar bursar = RunningBursar.shared();
        Traffic.make(bursar);
        bursar.bean(Samples.class).take();
        bursar.get("/metrics").expect(200);
        Set<String> known = new TreeSet<>(ITS_OWN);
        known.addAll(OF_GATEWAYS);
        bursar.get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> known.add(line.replaceAll("[{ ].*", "")));
        return known;
    }

    private static Collection<String> metricsIn(String expression) {
        Set<String> metrics = new TreeSet<>();
        Matcher matcher = METRIC.matcher(expression);
        while (matcher.find()) {
            metrics.add(matcher.group());
        }
        return metrics;
    }

    private static List<Rule> rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (Object group : list(at(load("alerts.yaml"), "groups"))) {
            for (Object rule : list(at(map(group), "rules"))) {
                Map<String, Object> members = map(rule);
                rules.add(new Rule(
                        at(members, "alert").toString(),
                        at(members, "expr").toString(),
                        map(at(members, "labels")),
                        map(at(members, "annotations"))));
            }
        }
        assertThat(rules).hasSizeGreaterThan(10);
        return rules;
    }

    private static List<Case> cases() throws IOException {
        Map<String, Object> file = load("alerts_test.yaml");
        assertThat(at(file, "rule_files")).isEqualTo(List.of("alerts.yaml"));
        List<Case> cases = new ArrayList<>();
        for (Object test : list(at(file, "tests"))) {
            Map<String, Object> members = map(test);
            cases.add(new Case(
                    at(members, "name").toString(),
                    list(at(members, "input_series")).stream()
                            .map(AlertRulesTest::map)
                            .toList(),
                    list(at(members, "alert_rule_test")).stream()
                            .map(AlertRulesTest::map)
                            .toList()));
        }
        return cases;
    }

    private static Map<String, Object> load(String file) throws IOException {
        return map(new Yaml()
                .load(Files.readString(ROOT.resolve("deploy/prometheus").resolve(file))));
    }

    private static Object at(Map<String, Object> members, String name) {
        return Objects.requireNonNull(members.get(name), () -> name + " is missing in " + members);
    }

    private static List<?> list(Object node) {
        return (List<?>) node;
    }

    private static Map<String, Object> map(Object node) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) node).forEach((key, value) -> map.put(key.toString(), value));
        return map;
    }
}
