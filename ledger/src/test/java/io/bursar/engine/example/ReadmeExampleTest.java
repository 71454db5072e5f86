package io.bursar.engine.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.money.Money;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ReadmeExampleTest {
    private static String pay(DataSource database) throws Exception {
        // example begins
        try (Connection owner = database.getConnection()) {
            LedgerSchema.install(owner); // once; or let your migration tool run the same scripts
        }
        try (Ledger ledger = Ledger.open(LedgerConfig.of(database, 1))) {
            Chart chart = new Chart(List.of(
                    Chart.Pattern.of("bank/{name}", AccountKind.ASSET),
                    Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY)
                            .withFloor(0)));
            ledger.submit(new Command.DefineChart(chart, Terms.NONE)).get();

            Leg leg = Leg.of("bank/main", "users/42/wallet", Money.of(50_000, "inr"));
            Terms terms = Terms.keyed(Key.external(1, "topup-1")).withReference("UPI 4031");
            Outcome outcome =
                    ledger.submit(new Command.Transact(List.of(leg), terms)).get();
            String said =
                    switch (outcome) {
                        case Outcome.Applied applied -> "booked, durably, as " + applied.id();
                        case Outcome.Replayed replayed -> "was answered before: " + replayed.first();
                        case Outcome.InsufficientFunds funds -> "only " + funds.available() + " available";
                        case Outcome.Rejection refused -> "refused: " + refused;
                        case Outcome.Busy _, Outcome.DeadlinePassed _, Outcome.Aborted _ -> "nothing happened";
                    };
            long balance = ledger.reader()
                    .account(AccountRef.of("users/42/wallet", "inr"))
                    .orElseThrow()
                    .posted();
            return said + "; the wallet has " + balance;
        }
        // example ends
    }

    @Test
    void the_example_runs() throws Exception {
        try (TestDatabase database = TestDatabases.create()) {
            assertThat(pay(database.dataSource())).startsWith("booked").endsWith("the wallet has 50000");
            assertThat(pay(database.dataSource())).startsWith("was answered before");
        }
    }

    @Test
    void the_readme_shows_the_example_that_runs() throws Exception {
        Path source = Path.of("src/test/java/io/bursar/engine/example/ReadmeExampleTest.java");
        String text = Files.readString(source);
        String example = text.substring(
                text.indexOf("// example begins\n") + "// example begins\n".length(),
                text.indexOf("        // example ends"));
        String shown = example.lines()
                .map(line -> line.isBlank() ? "" : line.substring("        ".length()))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("README.md")))
                .as("ledger/README.md must show the example of %s", source)
                .contains(shown);
    }
}
