package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Contract.Operation;
import io.bursar.access.ApiKeys;
import io.bursar.api.Caller.Right;
import io.bursar.gateways.SandboxRig;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the example of every operation in {@code api/openapi.yaml}, as it stands there, in a shell: one story, told to a
 * new book. Each answer must be what the document says, in status, members, kinds and values; but for ids, which are
 * matched up, and for times and secrets, which are never the same. With {@code -Dbursar.docs.write=true} the answers
 * are written into the document instead.
 *
 * <p>An operation's first sample in {@code x-codeSamples} is answered by the example {@code answer} of its response;
 * any further samples must only succeed.
 */
@Timeout(120)
class ExamplesTest {
    private static final String WRITE = "bursar.docs.write";
    private static final String ADDRESS = "http://127.0.0.1:8780";
    private static final String SECTION = "\n  examples:";
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Who must come after whom; operations that are not named come last, in the document's order. */
    private static final List<String> STORY = List.of(
            "defineChart",
            "getChart",
            "createTransaction",
            "getTransaction",
            "listTransactions",
            "createTransactions",
            "listAccounts",
            "createHold",
            "listHolds",
            "getHold",
            "captureHold",
            "releaseHold",
            "reverseTransaction",
            "setAccountByPath",
            "setAccount",
            "freezeAccount",
            "unfreezeAccount",
            "closeAccount",
            "reopenAccount",
            "closePeriod",
            "listPeriods",
            "reopenPeriod",
            "scheduleTransaction",
            "listScheduledTransactions",
            "getScheduledTransaction",
            "cancelScheduledTransaction",
            "listWebhookMessages",
            "getWebhookMessage",
            "replayWebhookMessage",
            "createCustomer",
            "listCustomers",
            "searchCustomers",
            "getCustomer",
            "listEvents",
            "getEvent",
            "createPaymentMethod",
            "getPaymentMethod",
            "updatePaymentMethod",
            "attachPaymentMethod",
            "listPaymentMethods",
            "listCustomerPaymentMethods",
            "detachPaymentMethod",
            "createSetupIntent",
            "getSetupIntent",
            "updateSetupIntent",
            "listSetupIntents",
            "getMandate",
            "confirmSetupIntent",
            "cancelSetupIntent",
            "updateCustomer",
            "deleteCustomer",
            "createRoutingRuleSet",
            "getRoutingRuleSet",
            "activateRoutingRuleSet",
            "createPaymentIntent",
            "getPaymentIntent",
            "updatePaymentIntent",
            "listPaymentIntents",
            "confirmPaymentIntent",
            "capturePaymentIntent",
            "listCharges",
            "getCharge",
            "listBalanceTransactions",
            "getBalanceTransaction",
            "createRefund",
            "getRefund",
            "updateRefund",
            "listRefunds",
            "createFile",
            "getFile",
            "listFiles",
            "listDisputes",
            "getDispute",
            "updateDispute",
            "closeDispute",
            "listEarlyFraudWarnings",
            "getEarlyFraudWarning",
            "incrementPaymentIntent",
            "cancelPaymentIntent",
            "listRoutingDecisions",
            "dryRunRoutingRuleSet",
            "listRoutingRuleSets",
            "retireRoutingRuleSet",
            "createApiKey",
            "listApiKeys",
            "getApiKey",
            "rollApiKey",
            "revokeApiKey",
            "createBook");

    /** Told to whoever asks, that it cannot be done. */
    private static final Set<String> REFUSED = Set.of("cancelRefund");

    /** Never the same twice. */
    private static final Set<String> PASSING = Set.of(
            "accepted_at",
            "age_seconds",
            "available_on",
            "canceled_at",
            "client_secret",
            "created",
            "due_by",
            "gateway_dispute",
            "gateway_payment",
            "recorded_at",
            "execute_at",
            "settled_at",
            "activated_at",
            "p95_ms",
            "received_at",
            "headers",
            "effective_at",
            "revoked_at",
            "older_secrets_until",
            "secret",
            "hint",
            "caller",
            "exp_year",
            "exp_month",
            "fingerprint",
            "request_id");
    /** Null until something happened beside the story. */
    private static final Set<String> LOOSE = Set.of("last_used_at");

    private static final Pattern CHANCE_ID = Pattern.compile("\\b([a-z]{2,7})_[0-9a-z]{26}\\b");

    private final Map<String, String> actualIds = new TreeMap<>();
    private final Map<String, Object> answers = new LinkedHashMap<>();

    @TempDir
    Path place;

    @Test
    void every_example_is_answered_as_the_document_says() throws IOException, InterruptedException {
        try (SandboxRig sandbox = SandboxRig.start();
                RunningBursar bursar = RunningBursar.startWithGateways(
                        sandbox.settings(ExampleWebhook.SECRET, ExampleWebhook.SECRET), spring -> {})) {
            ExampleWebhook.send(bursar);
            String key = bursar.bean(ApiKeys.class)
                    .create("first key", EnumSet.allOf(Right.class))
                    .reveal();
            for (Operation operation : inOrder()) {
                if (id(operation).equals("listDisputes")) {
                    Disputed disputed = new Disputed(bursar, sandbox, key, ExampleWebhook.SECRET);
                    disputed.dispute();
                    disputed.warning();
                }
                List<String> samples = samples(operation);
                assertThat(samples)
                        .as("%s needs x-codeSamples with a curl command", operation)
                        .isNotEmpty();
                for (int i = 0; i < samples.size(); i++) {
                    run(bursar, key, operation, samples.get(i), i == 0);
                }
            }
        }
        if (Boolean.getBoolean(WRITE)) {
            write();
        }
    }

    private static List<Operation> inOrder() {
        List<Operation> operations = Contract.operations();
        assertThat(operations.stream().map(ExamplesTest::id)).containsAll(STORY);
        return operations.stream()
                .sorted(Comparator.comparingInt(operation -> {
                    int place = STORY.indexOf(id(operation));
                    return place < 0 ? STORY.size() : place;
                }))
                .toList();
    }

    private static String id(Operation operation) {
        return String.valueOf(operation.content().get("operationId"));
    }

    private static List<String> samples(Operation operation) {
        List<String> sources = new ArrayList<>();
        if (operation.content().get("x-codeSamples") instanceof List<?> samples) {
            samples.forEach(
                    sample -> sources.add(String.valueOf(Contract.map(sample).get("source"))));
        }
        return sources;
    }

    private void run(RunningBursar bursar, String key, Operation operation, String sample, boolean isFirst)
            throws IOException, InterruptedException {
        String command = sample;
        for (Map.Entry<String, String> id : actualIds.entrySet()) {
            command = command.replace(id.getKey(), id.getValue());
        }
        Path headers = place.resolve("headers");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "-euc",
                        "curl() { command curl -sS -D '" + headers + "' \"$@\"; }\n"
                                + command.replace(ADDRESS, bursar.url("").toString()))
                .redirectErrorStream(true);
        builder.environment().put("BURSAR_KEY", key);
        Process shell = builder.start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as("%s said %s", command, output).isZero();
        int status = Integer.parseInt(Files.readAllLines(headers).getFirst().split(" ", -1)[1]);
        boolean isJson = Files.readString(headers).contains("Content-Type: application/json");
        output = output.replace(bursar.url("").toString(), ADDRESS);
        Object answer = isJson ? MAPPER.readValue(output, Map.class) : output;
        Contract.check(operation.method(), operation.path().replace("{id}", "x"), status, answer);
        if (REFUSED.contains(id(operation))) {
            assertThat(status).as("status of %s, answered %s", command, output).isEqualTo(400);
            return;
        }
        assertThat(status).as("status of %s, answered %s", command, output).isIn(200, 201);
        if (isFirst) {
            answers.put(id(operation), isJson ? answer : head(output));
            learn(operation, status, answer);
        }
    }

    private void learn(Operation operation, int status, Object answer) {
        if (Boolean.getBoolean(WRITE)) {
            // Ids that are there already stay, so that samples can name them; the rest is written anew.
            Contract.at(
                            Contract.map(new Yaml().load(Contract.text())),
                            "components",
                            "examples",
                            id(operation),
                            "value")
                    .ifPresent(example -> compare(example, answer, "", new ArrayList<>()));
            matchUp(answer);
            return;
        }
        Optional<Object> documented = documented(operation, status);
        assertThat(documented)
                .as(
                        "%s needs, at its answer %s, examples: {answer: {$ref: '#/components/examples/%s'}}. %s",
                        operation, status, id(operation), howToWrite())
                .isPresent();
        List<String> faults = new ArrayList<>();
        if (answer instanceof String text) {
            assertThat(head(text)).isEqualTo(documented.orElseThrow());
        } else {
            compare(documented.orElseThrow(), answer, "", faults);
        }
        assertThat(faults)
                .as(
                        "The answer to the example of %s differs from the documented one: %s. %s",
                        operation, answer, howToWrite())
                .isEmpty();
    }

    /** Gives the ids that the samples name to the first objects of their kinds: ids with chance in them never recur. */
    private void matchUp(Object answer) {
        Matcher found = CHANCE_ID.matcher(MAPPER.writeValueAsString(answer));
        while (found.find()) {
            Contract.operations().stream()
                    .flatMap(operation -> samples(operation).stream())
                    .flatMap(sample -> CHANCE_ID.matcher(sample).results().map(MatchResult::group))
                    .filter(named -> named.startsWith(found.group(1) + "_"))
                    .filter(named -> !actualIds.containsKey(named) && !actualIds.containsValue(found.group()))
                    .findFirst()
                    .ifPresent(named -> actualIds.put(named, found.group()));
        }
    }

    private static String howToWrite() {
        return "To write the answers into the document: mvn test -pl platform -am -Dtest=ExamplesTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true";
    }

    private static Optional<Object> documented(Operation operation, int status) {
        Map<String, Object> response = Contract.map(
                Contract.resolve(Objects.requireNonNull(operation.responses().get(String.valueOf(status)))));
        for (String type : List.of("application/json", "text/plain")) {
            Optional<Object> example = Contract.at(response, "content", type, "examples", "answer", "value");
            if (example.isPresent()) {
                return example;
            }
        }
        return Optional.empty();
    }

    private void compare(@Nullable Object documented, @Nullable Object actual, String where, List<String> faults) {
        String member = where.substring(where.lastIndexOf('/') + 1);
        switch (documented) {
            case Map<?, ?> expected
            when actual instanceof Map<?, ?> found -> {
                if (!expected.keySet().equals(found.keySet())) {
                    faults.add(where + " has " + found.keySet() + ", documented are " + expected.keySet());
                }
                expected.forEach((name, value) -> compare(value, found.get(name), where + "/" + name, faults));
            }
            case List<?> expected
            when actual instanceof List<?> found -> {
                if (expected.size() != found.size()) {
                    faults.add(where + " has " + found.size() + " items, documented are " + expected.size());
                }
                for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
                    compare(expected.get(i), found.get(i), where + "/" + i, faults);
                }
            }
            case String expected
            when actual instanceof String found && isId(expected) -> {
                String known = actualIds.putIfAbsent(expected, found);
                if (known != null && !known.equals(found)) {
                    faults.add(where + " is " + found + ", where the document names " + expected + " again");
                }
            }
            case String expected
            when actual instanceof String found && expected.startsWith("/v1/") -> {
                // An address with an id in it.
                assertThat(found.replaceAll("_[0-9a-z]{13,26}", ""))
                        .isEqualTo(expected.replaceAll("_[0-9a-z]{13,26}", ""));
            }
            case null, default -> {
                boolean sameKind = documented == null
                        ? actual == null
                        : actual != null && documented.getClass() == actual.getClass();
                boolean fits = LOOSE.contains(member)
                        || (PASSING.contains(member) ? sameKind : Objects.equals(documented, actual));
                if (!fits) {
                    faults.add(where + " is " + actual + ", documented is " + documented);
                }
            }
        }
    }

    private static boolean isId(String text) {
        return text.matches("(acct|tx|hold|key|book|per|ent|[a-z]{2,7})_([0-9a-z]{13}[dc]?|[0-9a-z]{16}|[0-9a-z]{26})");
    }

    /** What is stable of a text. */
    private static String head(String text) {
        return String.join(
                        "\n",
                        text.lines()
                                .filter(line -> line.startsWith("# "))
                                .limit(6)
                                .toList()) + "\n";
    }

    private void write() throws IOException {
        Path file = Tidy.repositoryRoot().resolve("api/openapi.yaml");
        String text = Files.readString(file);
        DumperOptions options = new DumperOptions();
        options.setWidth(116);
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        Map<String, Object> examples = new LinkedHashMap<>();
        answers.forEach((id, answer) -> examples.put(id, Map.of("value", answer)));
        String dumped = new Yaml(options).dump(examples).indent(4).replaceAll("(?m)\\s+$", "");
        for (Map.Entry<String, String> id : actualIds.entrySet()) {
            dumped = dumped.replace(id.getValue(), id.getKey());
        }
        // Real ones of a book that is gone by now; but nobody should have to wonder.
        dumped = dumped.replaceAll("sk_test_\\w+", "sk_test_EXAMPLEexampleEXAMPLEexampleEXAMPLE000");
        Files.writeString(file, text.substring(0, text.indexOf(SECTION)) + SECTION + "\n" + dumped + "\n");
    }
}
