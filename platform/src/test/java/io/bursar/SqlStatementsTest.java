package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;

/**
 * Every SQL statement of the platform is understood by the migrated database. A statement is a {@code static final
 * String} that begins with an SQL verb; whoever writes SQL so needs to do nothing more.
 */
class SqlStatementsTest {
    private static final Pattern STATEMENT =
            Pattern.compile("\\s*(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|VALUES)\\s.*", Pattern.DOTALL);
    private static final int STATEMENTS_MIN = 6;

    private record Statement(String where, String sql) {}

    @TestFactory
    Stream<DynamicTest> the_database_understands_every_statement() throws IllegalAccessException {
        List<Statement> statements = statements();
        assertThat(statements).as("the search itself finds something").hasSizeGreaterThanOrEqualTo(STATEMENTS_MIN);
        return statements.stream()
                .map(statement -> DynamicTest.dynamicTest(statement.where(), () -> prepare(statement)));
    }

    /** Asking for its columns makes the server parse and plan it without running it. */
    private static void prepare(Statement statement) throws SQLException {
        String positional = NamedParameterUtils.substituteNamedParameters(
                NamedParameterUtils.parseSqlStatement(statement.sql()), null);
        try (Connection connection = RunningBursar.shared().database().app().getConnection();
                var prepared = connection.prepareStatement(positional)) {
            assertThat(prepared.getParameterMetaData()).isNotNull();
            prepared.getMetaData();
        }
    }

    private static List<Statement> statements() throws IllegalAccessException {
        List<Statement> statements = new ArrayList<>();
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(
                        "io.bursar.access",
                        "io.bursar.api",
                        "io.bursar.books",
                        "io.bursar.console",
                        "io.bursar.customers",
                        "io.bursar.database",
                        "io.bursar.disputes",
                        "io.bursar.gateways",
                        "io.bursar.idempotency",
                        "io.bursar.imports",
                        "io.bursar.ledger",
                        "io.bursar.methods",
                        "io.bursar.metrics",
                        "io.bursar.outbox",
                        "io.bursar.payments",
                        "io.bursar.schedules",
                        "io.bursar.setups",
                        "io.bursar.traces");
        for (JavaClass type : classes) {
            for (Field field : type.reflect().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    field.setAccessible(true);
                    String text = (String) field.get(null);
                    if (text != null && STATEMENT.matcher(text).matches()) {
                        statements.add(new Statement(type.getSimpleName() + "." + field.getName(), text));
                    }
                }
            }
        }
        return statements;
    }
}
