package io.bursar.engine.model;

import io.bursar.postgres.TestDatabase;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hand-made cases, on the model and on the engine alike. */
class SemanticsTest {
    private static final AtomicInteger BOOKS = new AtomicInteger();

    private static final TestDatabase DATABASE = ModelDatabase.create();

    static Stream<SemanticsCase> cases() {
        return Stream.of(FormCases.all(), KeyCases.all(), MoneyCases.all(), TargetCases.all())
                .flatMap(List::stream);
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_model_answers_as_the_page_says(SemanticsCase test) {
        try (SemanticsRunner runner = new ModelRunner()) {
            test.runOn(runner);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_engine_answers_as_the_page_says(SemanticsCase test) {
        try (SemanticsRunner runner = new EngineRunner(DATABASE, BOOKS.incrementAndGet())) {
            test.runOn(runner);
        }
    }
}
