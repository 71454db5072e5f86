package io.bursar.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules can fail: each small bad sample is found, each good one is not. */
class TidyRulesTest {
    private static final String PACKAGE = "platform/src/main/java/io/bursar/payouts/";
    private static final String INFO = "@NullMarked package io.bursar.payouts;";

    private static List<String> rulesBroken(String path, String source) {
        Map<String, String> sources = new TreeMap<>(Map.of(path, source));
        if (path.startsWith(PACKAGE)) {
            sources.put(PACKAGE + "package-info.java", INFO);
        } else if (path.contains("/src/main/")) {
            sources.put(path.replaceFirst("[^/]+$", "package-info.java"), "@NullMarked package x;");
        }
        return Tidy.check(sources).stream().map(Finding::rule).toList();
    }

    private static List<String> inMain(String member) {
        return rulesBroken(PACKAGE + "Payouts.java", "class Payouts { " + member + " }");
    }

    private static List<String> inTest(String member) {
        return rulesBroken(
                "platform/src/test/java/io/bursar/payouts/PayoutsTest.java", "class PayoutsTest { " + member + " }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "parameters      => void pay(String a, int b, String c, int d, String e, int f) {}",
                "neighbours      => void pay(long fee, long amount) {}",
                "neighbours      => Payouts(String id, boolean first, boolean second) {}",
                "wide-catch      => void pay() { try { pay(); } catch (Exception e) { pay(); } }",
                "wide-catch      => void pay() { try { pay(); } catch (Error | RuntimeException e) { pay(); } }",
                "wide-catch      => void pay() { try { pay(); } catch (java.lang.Throwable e) { pay(); } }",
                "ambient         => Object at() { return Instant.now(); }",
                "ambient         => Object at() { return java.time.LocalDate.now(ZoneOffset.UTC); }",
                "ambient         => long at() { return System.currentTimeMillis(); }",
                "ambient         => Object id() { return java.util.UUID.randomUUID(); }",
                "ambient         => Supplier<Instant> clock = Instant::now;",
                "ambient         => String home() { return System.getenv(\"HOME\"); }",
                "ambient         => Object zone() { return ZoneId.systemDefault(); }",
                "field-injection => @Autowired Object ledger;",
                "suppression     => @SuppressWarnings(\"unchecked\") void pay() {}",
                "name            => static class PayoutManager {}",
                "name            => interface PayoutUtils {}",
                "name            => record PayoutDTO() {}",
                "name            => enum PayoutData { A }",
                "leftover        => /* TODO pay */ void pay() {}",
            })
    void a_bad_line_is_found(String rule, String member) {
        assertThat(inMain(member)).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "void pay(long fee, String to, long amount) {}",
                "private void pay(long fee, long amount) {}",
                "@Override public boolean pay(long fee, long amount) { return true; }",
                "record P(long a, long b, int c, int d, int e, int f) { P(long a, long b) { this(a, b, 0, 0, 0); } }",
                "void pay() { try { pay(); } catch (IllegalStateException e) { pay(); } }",
                "Object at() { return Instant.now(clock); }",
                "long took() { return System.nanoTime(); }",
                "String text = \"TODO Instant.now() // XXX\";",
                "char quote = '\"'; String other = \"\\\"// TODO\";",
                "@Value int notInjectedHere() { return 1; }",
                "class Database {}",
            })
    void a_good_line_is_not(String member) {
        assertThat(inMain(member)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "sleep        => void waits() throws Exception { Thread.sleep(10); }",
                "sleep        => void waits() throws Exception { TimeUnit.SECONDS.sleep(1); }",
                "skipped-test => @Disabled void later() {}",
                "skipped-test => @org.junit.jupiter.api.Disabled(\"why\") void later() {}",
                "skipped-test => void maybe() { assumeTrue(false); }",
            })
    void a_bad_test_is_found(String rule, String member) {
        assertThat(inTest(member)).containsExactly(rule);
    }

    @Test
    void tests_may_read_the_clock_and_catch_widely() {
        assertThat(inTest("void t() { try { Instant.now(); } catch (Exception e) { t(); } }"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "platform/src/main/java/io/bursar/api/Edge.java, true",
        "platform/src/main/java/io/bursar/jobs/internal/Edge.java, true",
        "platform/src/main/java/io/bursar/database/Edge.java, true",
        "platform/src/main/java/io/bursar/Edge.java, true",
        "postgres/src/main/java/io/bursar/postgres/Edge.java, true",
        "bench/src/main/java/io/bursar/bench/Edge.java, true",
        "platform/src/main/java/io/bursar/payouts/Edge.java, false",
        "ledger/src/main/java/io/bursar/engine/Edge.java, false",
        "money/src/main/java/io/bursar/money/Edge.java, false",
    })
    void the_clock_is_read_at_the_edges_only(String path, boolean isAllowed) {
        List<String> broken = rulesBroken(
                path, "class Edge { Object a() { try { return Instant.now(); } catch (Exception e) { return e; } } }");
        assertThat(broken).isEqualTo(isAllowed ? List.of() : List.of("ambient", "wide-catch"));
    }

    @Test
    void a_method_of_60_lines_is_the_longest() {
        assertThat(inMain("void pay() {" + "\n".repeat(59) + "}")).isEmpty();
        assertThat(inMain("void pay() {" + "\n".repeat(60) + "}")).containsExactly("method-length");
        assertThat(inMain("/** Long\n" + "\n".repeat(80) + " words. */ void pay() {}"))
                .isEmpty();
        assertThat(inTest("void pay() {" + "\n".repeat(60) + "}")).containsExactly("method-length");
    }

    @Test
    void a_file_of_400_code_lines_is_the_longest() {
        String comments = "// words\n/* more\n words */\n\n".repeat(100);
        assertThat(inMain("\n" + "int a;\n".repeat(398) + comments)).isEmpty();
        assertThat(inMain("\n" + "int a;\n".repeat(399) + comments)).containsExactly("file-length");
        assertThat(inMain("String sql = \"\"\"\n" + "SELECT 1\n".repeat(400) + "\"\"\";"))
                .containsExactly("file-length");
    }

    @Test
    void a_line_of_120_characters_is_the_longest() {
        assertThat(inMain("\n" + "x".repeat(112) + " field;\n")).isEmpty();
        assertThat(inMain("\n" + "x".repeat(114) + " field;\n")).containsExactly("line-length");
        assertThat(inMain("\n// " + "é".repeat(117) + "\n")).isEmpty();
    }

    @Test
    void a_word_left_in_a_line_comment_is_found() {
        assertThat(inMain("\nint a; // FIXME\n")).containsExactly("leftover");
    }

    @Test
    void two_in_five_types_of_a_feature_are_hidden() {
        Map<String, String> sources = new TreeMap<>(Map.of(PACKAGE + "package-info.java", INFO));
        for (String open : List.of("A", "B", "C")) {
            sources.put(PACKAGE + open + ".java", "public record " + open + "() {}");
        }
        sources.put(PACKAGE + "D.java", "class D {}");
        assertThat(Tidy.check(sources)).as("too small to judge").isEmpty();
        sources.put(PACKAGE + "E.java", "public class E {}");
        assertThat(Tidy.check(sources).stream().map(Finding::rule)).containsExactly("visibility");
        sources.put(PACKAGE + "E.java", "class E {}");
        assertThat(Tidy.check(sources)).isEmpty();
    }

    @Test
    void lombok_is_not_used() {
        assertThat(rulesBroken(PACKAGE + "Payouts.java", "package p;\nimport lombok.Getter;\nclass Payouts {}"))
                .containsExactly("lombok");
    }

    @Test
    void a_package_has_at_most_25_files_and_says_what_it_is_for() {
        Map<String, String> sources = IntStream.rangeClosed(1, 26)
                .boxed()
                .collect(Collectors.toMap(i -> PACKAGE + "P" + i + ".java", i -> "class P" + i + " {}"));
        assertThat(Tidy.check(sources).stream().map(Finding::rule)).containsExactly("package-size", "package-info");
        sources.remove(PACKAGE + "P26.java");
        sources.put(PACKAGE + "package-info.java", "package io.bursar.payouts;");
        assertThat(Tidy.check(sources).stream().map(Finding::rule)).containsExactly("package-info");
        sources.put(PACKAGE + "package-info.java", INFO);
        assertThat(Tidy.check(sources)).isEmpty();
    }

    @Test
    void a_finding_says_where_what_and_how_to_mend_it() {
        List<Finding> findings = Tidy.check(Map.of(
                "platform/src/test/java/io/bursar/T.java",
                "class T {\n  void t() throws Exception {\n    Thread.sleep(1);\n  }\n}\n"));
        assertThat(findings)
                .singleElement()
                .hasToString("platform/src/test/java/io/bursar/T.java:3: [sleep] a test sleeps."
                        + " Fix: wait for the condition, with a limit.");
    }

    @Test
    void an_exemption_covers_its_number_of_findings_and_goes_stale_below() {
        Finding one = new Finding("name", "a/B.java", 1, "p", "f");
        Finding two = new Finding("name", "a/B.java", 2, "p", "f");
        Finding other = new Finding("sleep", "a/B.java", 2, "p", "f");

        assertThat(Exemptions.of("# why\n\nname a/B.java 2 legacy names").apply(List.of(one, two)))
                .isEmpty();
        assertThat(Exemptions.of("name a/B.java 1 legacy").apply(List.of(one, two)))
                .containsExactly(one, two);
        assertThat(Exemptions.of("name a/B.java 1 legacy").apply(List.of(one, other)))
                .containsExactly(other);
        assertThat(Exemptions.of("name a/B.java 2 legacy").apply(List.of(one)))
                .singleElement()
                .asString()
                .contains("exemptions.txt:1")
                .contains("lower the number to 1");
        assertThat(Exemptions.of("name a/B.java 1 legacy").apply(List.of()))
                .singleElement()
                .asString()
                .contains("delete the line");
        assertThat(Exemptions.of("name a/ * speed needs it").apply(List.of(one, two)))
                .isEmpty();
        assertThat(Exemptions.of("name a/ * speed needs it").apply(List.of())).hasSize(1);
        assertThat(Exemptions.of("name a/B.java * no reason enough").apply(List.of(one)))
                .hasSize(2);
        assertThat(Exemptions.of("name a/B.java 1").apply(List.of(one)))
                .as("no reason given")
                .hasSize(2);
    }
}
