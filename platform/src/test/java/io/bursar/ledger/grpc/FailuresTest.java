package io.bursar.ledger.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.api.ErrorCode;
import io.bursar.api.ProblemException;
import io.bursar.engine.LedgerException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A time-out is not a failure: a caller whose message may have been booked is told just that. */
class FailuresTest {
    @ParameterizedTest
    @CsvSource({"UNKNOWN, OUTCOME_UNKNOWN", "CLOSED, NOT_READY"})
    void what_is_not_known_is_said_to_be_unknown(LedgerException.Reason reason, ErrorCode code) {
        RuntimeException told = Submissions.failure(new CompletionException(new LedgerException(reason, "gone")));
        assertThat(told)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({"DEFECT", "RIDER_FAILED"})
    void defects_of_ours_stay_defects(LedgerException.Reason reason) {
        LedgerException defect = new LedgerException(reason, "broken");
        assertThat(Submissions.failure(new CompletionException(defect))).isSameAs(defect);
    }
}
