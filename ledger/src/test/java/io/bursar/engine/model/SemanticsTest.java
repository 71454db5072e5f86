package io.bursar.engine.model;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hand-made cases, on the model and on the engine alike. */
class SemanticsTest {
    static Stream<SemanticsCase> cases() {
        return Stream.of(FormCases.all(), KeyCases.all(), MoneyCases.all(), TargetCases.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_model_answers_as_the_page_says(SemanticsCase test) {
        try (SemanticsRunner runner = new ModelRunner()) {
            test.runOn(runner);
        }
    }
}
