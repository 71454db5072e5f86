package io.bursar.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.money.Currency;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** {@code docs/gateways.md} says what the gateways declare. */
class CapabilityTableTest {
    private static final Path PAGE = Tidy.repositoryRoot().resolve("docs/gateways.md");
    private static final String BEGIN = "<!-- table: written by CapabilityTableTest -->\n";
    private static final String END = "<!-- end of the table -->\n";

    private static final Map<Ability, String> WORDS = Map.of(
            Ability.MANUAL_CAPTURE, "capture later",
            Ability.PARTIAL_CAPTURE, "capture less than was authorised",
            Ability.MULTIPLE_CAPTURE, "capture several times",
            Ability.INCREMENT, "authorise more later",
            Ability.RELEASE, "give an authorisation back when asked",
            Ability.PARTIAL_REFUND, "refund a part",
            Ability.SAVE_METHOD, "keep a method or a consent for later",
            Ability.OFF_SESSION, "take money without the payer",
            Ability.THREE_D_SECURE, "3-D Secure",
            Ability.KEYED_AUTHORISE, "order again what is unknown");

    @Test
    void the_page_says_what_the_gateways_declare() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        String table = table(gateways());
        if (Boolean.getBoolean("bursar.docs.write")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to))
                .as("docs/gateways.md: write it anew with -Dbursar.docs.write=true")
                .isEqualTo(table);
    }

    private static List<Gateway> gateways() {
        Account account = new Account(new Secret("x:y"), List.of(), URI.create("http://127.0.0.1:9"), 1);
        Map<String, Account> accounts = new LinkedHashMap<>();
        accounts.put("stripe", account);
        accounts.put("razorpay", account);
        GatewaySettings settings = new GatewaySettings(accounts, GatewaySettings.Patience.STANDARD);
        try (var context =
                new AnnotationConfigApplicationContext("io.bursar.gateways.stripe", "io.bursar.gateways.razorpay")) {
            return context.getBeansOfType(Gateway.Maker.class).values().stream()
                    .flatMap(maker -> maker.make(settings).stream())
                    .sorted(Comparator.comparing(gateway -> gateway.name().equals("stripe") ? 0 : 1))
                    .toList();
        }
    }

    private static String table(List<Gateway> gateways) {
        StringBuilder table = new StringBuilder("|");
        row(table, "", gateways, Gateway::name);
        table.deleteCharAt(0)
                .append("|---|")
                .append("---|".repeat(gateways.size()))
                .append('\n');
        row(
                table,
                "methods",
                gateways,
                gateway -> texts(gateway.capabilities().methods().stream()
                        .map(MethodType::text)
                        .sorted()
                        .toList()));
        row(table, "currencies", gateways, gateway -> currencies(gateway.capabilities()));
        for (Ability ability : Ability.values()) {
            row(
                    table,
                    java.util.Objects.requireNonNull(WORDS.get(ability)),
                    gateways,
                    gateway -> gateway.capabilities().has(ability) ? "yes" : "–");
        }
        row(
                table,
                "asks after an unknown outcome",
                gateways,
                gateway -> texts(gateway.capabilities().inquiryTimes().stream()
                        .map(CapabilityTableTest::text)
                        .toList()));
        row(table, "may take money late for what it told as failed", gateways, gateway -> {
            Duration late = gateway.capabilities().lateFor();
            return late.isZero() ? "–" : "for " + late.toDays() + " days";
        });
        row(table, "tells the payer before a debit", gateways, gateway -> {
            Duration notice = gateway.capabilities().preDebitNotice();
            return notice.isZero() ? "–" : text(notice);
        });
        return table.toString();
    }

    private static void row(StringBuilder table, String name, List<Gateway> gateways, Function<Gateway, String> cell) {
        table.append("| ").append(name);
        gateways.forEach(gateway -> table.append(" | ").append(cell.apply(gateway)));
        table.append(" |\n");
    }

    private static String texts(List<String> texts) {
        return String.join(", ", texts);
    }

    private static String text(Duration duration) {
        String text = duration.toString().substring(2).toLowerCase(Locale.ROOT);
        return text.replace("h", " h ").replace("m", " min ").replace("s", " s").strip();
    }

    private static String currencies(Capabilities capabilities) {
        int count = capabilities.currencies().size();
        return count > 5
                ? count + " of ISO 4217"
                : capabilities.currencies().stream()
                        .map(Currency::code)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
